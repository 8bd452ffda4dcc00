package org.lockstep.jobs.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private final Screen screen = new Screen();

  private Console console(int columns, boolean hasColours) {
    return new Console(new PrintWriter(screen), () -> Screen.tty(columns, hasColours));
  }

  @Test
  void textStandsAboveTheStatus() {
    Console console = console(80, false);

    console.show("12 %, a long one");
    console.text().println("first");
    console.show("13 %");
    console.text().printf("second%n");
    console.show("14 %");

    assertThat(screen.lines()).containsExactly("first", "second", "14 %");
  }

  @Test
  void aShorterStatusLeavesNothingOfTheOneBefore() {
    Console console = console(80, false);

    console.show("a long one");
    console.show("short");
    assertThat(screen.lines()).containsExactly("short");

    console.clear();
    assertThat(screen.lines()).containsExactly("");
  }

  @Test
  void theStatusDoesNotBreakIntoALineThatHasNoEndYet() {
    Console console = console(80, false);

    console.text().print("half ");
    console.show("12 %");
    console.text().println("a line");
    console.show("13 %");

    assertThat(screen.lines()).containsExactly("half a line", "13 %");
  }

  @Test
  void aFileGetsTextAlone() {
    Console console = console(0, false);

    console.show("12 %");
    console.warn("careful");
    console.clear();

    assertThat(screen.written()).isEqualTo("warning: careful%n".formatted());
  }

  @Test
  void warningsAreColouredWhereColoursAreWanted() {
    console(80, true).warn("careful");
    console(80, false).warn("careful");

    assertThat(screen.written())
        .isEqualTo("\u001b[33mwarning:\u001b[39m careful%nwarning: careful%n".formatted());
  }
}
