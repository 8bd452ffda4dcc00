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
  void aShorterStatusClearsTheLongerOneBefore() {
    Console console = console(80, false);

    console.show("a long one");
    console.show("short");
    assertThat(screen.lines()).containsExactly("short");

    console.clear();
    assertThat(screen.lines()).containsExactly("");
  }

  @Test
  void theStatusWaitsForTheEndOfAnUnfinishedLine() {
    Console console = console(80, false);

    console.text().print("half ");
    console.show("12 %");
    console.text().println("a line");
    console.show("13 %");

    assertThat(screen.lines()).containsExactly("half a line", "13 %");
  }

  @Test
  void aFileGetsTextWithoutStatusOrColours() {
    Console console = console(0, false);

    console.show("12 %");
    console.warn("careful");
    console.clear();

    assertThat(screen.written()).isEqualTo("warning: careful%n".formatted());
  }

  @Test
  void warningsAreColouredIfColoursAreEnabled() {
    console(80, true).warn("careful");
    console(80, false).warn("careful");

    assertThat(screen.written())
        .isEqualTo("\u001b[33mwarning:\u001b[39m careful%nwarning: careful%n".formatted());
  }

  @Test
  void escapesInAMessageDoNotReachTheTerminalUnlikeOurColours() {
    console(80, true).warn("\u001b[31mred\u001b[0m");
    console(80, true).fail("x\ny\u009b2J");
    console(80, true).text().println("\u001b]0;title\u0007");

    assertThat(screen.written())
        .isEqualTo(
            "\u001b[33mwarning:\u001b[39m \\u001b[31mred\\u001b[0m%n".formatted()
                + "\u001b[31mlockstep:\u001b[39m x\\ny\\u009b2J%n".formatted()
                + "\\u001b]0;title\\u0007%n".formatted());
  }

  @Test
  void anErrorReplacesTheStatus() {
    Console console = console(80, false);

    console.show("12 %");
    console.fail("it was not to be");

    assertThat(screen.lines()).containsExactly("lockstep: it was not to be", "");
  }
}
