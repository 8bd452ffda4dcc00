package org.lockstep.jobs.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableWriterTest {
  private final StringWriter written = new StringWriter();
  private final PrintWriter writer = new PrintableWriter(written);

  @ParameterizedTest
  @ValueSource(
      chars = {
        0, 7, 8, 11, 12, '\r', 0x0e, 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x90, 0x9b, 0x9d, 0x9f, 0x61c,
        0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067,
        0x2068, 0x2069
      })
  void terminalEscapesAreMadeVisibleByEveryPrintMethod(char obeyed) {
    String name = "a" + obeyed + "b";
    String shown = obeyed == '\r' ? "a\\rb" : "a\\u%04xb".formatted((int) obeyed);

    writer.println(name);
    writer.print(name + "\n");
    writer.printf("%s%n", name);
    writer.printf(Locale.ROOT, "%s %5d%n", name, 7);
    writer.append(name).println();
    writer.println((Object) name);
    writer.println(name.toCharArray());
    writer.write(obeyed);

    assertThat(written.toString())
        .isEqualTo(
            "%1$s%n%1$s%n%1$s%n%1$s     7%n%1$s%n%1$s%n%1$s%n%2$s"
                .formatted(shown, shown.substring(1, shown.length() - 1)));
  }

  @Test
  void aLineWithControlCharactersStaysOneLine() {
    writer.println("a column\nall is well");
    writer.printf("%s of %s%n", "x\ny", List.of("p\nq"));
    writer.printf("%s %s %.1f %c%n", Path.of("a\tb"), true, 1.25, 'c');

    assertThat(written.toString())
        .isEqualTo("a column\\nall is well%nx\\ny of [p\\nq]%na\\tb true 1.3 c%n".formatted());
  }

  @ParameterizedTest
  @ValueSource(strings = {"größe", "名前", "👩‍🌾", "می‌خواهم", "a\\nb", "100 %", "{}", "€ … “x”"})
  void printableCharactersAreNotChanged(String text) {
    writer.println(text);
    writer.printf("%s%n", text);

    assertThat(written.toString()).isEqualTo("%1$s%n%1$s%n".formatted(text));
  }

  @Test
  void textOfSeveralLinesIsPrintedAsSuch() {
    writer.print("first\n\tsecond\n");

    assertThat(written.toString()).isEqualTo("first\n\tsecond\n");
  }
}
