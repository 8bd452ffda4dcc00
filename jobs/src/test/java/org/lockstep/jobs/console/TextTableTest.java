package org.lockstep.jobs.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private static List<String> print(TextTable table) {
    StringWriter text = new StringWriter();
    table.print(new PrintWriter(text));
    return text.toString().lines().toList();
  }

  @Test
  void wordsAreLeftAlignedAndNumbersRightAligned() {
    TextTable table = new TextTable().words("run").numbers("loss").words("network");
    table.add(List.of("a", "10.5", "64 relu"));
    table.add(List.of("größer", "1", "-"));

    assertThat(print(table))
        .containsExactly("run     loss  network", "a       10.5  64 relu", "größer     1  -");
  }

  @Test
  void aTableWithoutHeadingsPrintsItsRowsOnly() {
    TextTable table = new TextTable().words("").words("");
    table.add(List.of("digest", "c8"));

    assertThat(print(table)).containsExactly("digest  c8");
  }

  @Test
  void terminalEscapesInANameAreShownAndCountInItsWidth() {
    TextTable table = new TextTable().words("run").numbers("loss");
    table.add(List.of("a\nb\tc", "1"));
    table.add(List.of("\u001b[2J", "10"));

    assertThat(print(table))
        .containsExactly("run        loss", "a\\nb\\tc       1", "\\u001b[2J    10");
  }
}
