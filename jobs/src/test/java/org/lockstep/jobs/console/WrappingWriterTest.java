package org.lockstep.jobs.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class WrappingWriterTest {
  private static final int COLUMNS = 80;

  private static String written(int columns, String text) {
    StringWriter written = new StringWriter();
    try (WrappingWriter to = new WrappingWriter(written, () -> columns)) {
      to.write(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return written.toString();
  }

  @Test
  void aLongLineBreaksAtABlankAndGoesOnBelowItsText() {
    String line =
        "network  64 -> 128 relu -> 64 relu -> 10 softmax, loss cross-entropy, 17,226 parameters\n";

    assertThat(written(COLUMNS, line))
        .isEqualTo(
            """
            network  64 -> 128 relu -> 64 relu -> 10 softmax, loss cross-entropy, 17,226
                     parameters
            """);
  }

  @Test
  void noLineIsLongerThanTheTerminalAndNoWordIsLost() {
    String line = "evaluation  " + "roc-auc 0.1234 ".repeat(20).strip() + "\n";

    String shown = written(COLUMNS, line);

    assertThat(shown.lines())
        .hasSizeGreaterThan(3)
        .allSatisfy(l -> assertThat(l).hasSizeLessThanOrEqualTo(COLUMNS));
    assertThat(shown.replaceAll("\\s+", " ")).isEqualTo(line.replaceAll("\\s+", " "));
  }

  @Test
  void aCommandIsContinuedSoThatItCanBePasted() {
    String command =
        ShellCommand.of("predict", "runs/" + "a".repeat(45), "DATA", "--output", "DIR");

    assertThat(written(COLUMNS, "use  " + command + "\n"))
        .isEqualTo(
            "use  lockstep predict runs/%s DATA \\\n     --output DIR\n".formatted("a".repeat(45)));
  }

  @Test
  void aWordThatIsLongerThanTheTerminalStaysWhole() {
    String path = "/" + "folder/".repeat(20);

    assertThat(written(COLUMNS, "model  " + path + " and more\n")).contains(path);
  }

  @Test
  void jsonAndWhatGoesToAFileAreLeftAlone() {
    String json = "{\"a\": \"" + "word ".repeat(30) + "\"}\n";

    assertThat(written(COLUMNS, json)).isEqualTo(json);
    assertThat(written(0, "word ".repeat(30) + "\n")).isEqualTo("word ".repeat(30) + "\n");
  }
}
