package org.lockstep.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The outcome of a command.
 *
 * @param status exit status
 * @param out the text on standard output
 * @param err the text on standard error
 * @param stray the text that bypassed both and went to the streams of the JVM
 */
public record Run(int status, String out, String err, String stray) {
  /** Runs a command in this JVM, in the shared session. */
  public static Run lockstep(String... args) {
    SharedSpark.session();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    ByteArrayOutputStream stray = new ByteArrayOutputStream();
    PrintStream systemOut = System.out;
    PrintStream systemErr = System.err;
    try (PrintStream stream = new PrintStream(stray, true, UTF_8)) {
      System.setOut(stream);
      System.setErr(stream);
      int status = Main.run(args, new PrintWriter(out), new PrintWriter(err));
      return new Run(status, out.toString(), err.toString(), stray.toString(UTF_8));
    } finally {
      System.setOut(systemOut);
      System.setErr(systemErr);
    }
  }

  /** Asserts success, and returns the JSON object that is all of standard output. */
  public JsonNode json() {
    assertThat(status).as("%s", this).isZero();
    assertThat(stray).isEmpty();
    assertThat(out.lines()).as("standard output").hasSize(1);
    try {
      return new ObjectMapper().readTree(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asserts a user error: status 2, and one line of output. */
  public void isOneLineThatNames(List<String> patterns) {
    assertThat(err.lines()).as("%s", this).hasSize(1);
    isMistakeThatNames(patterns);
  }

  /** Asserts a user error that occurs during training: the line follows the progress. */
  public void isMistakeThatNames(List<String> patterns) {
    assertThat(status).as("%s", this).isEqualTo(2);
    assertThat(out).isEmpty();
    assertThat(stray).isEmpty();
    assertThat(err).doesNotContain("Exception in thread", "\tat ", "Caused by");
    String line = err.lines().reduce((first, last) -> last).orElseThrow();
    assertThat(line).startsWith("lockstep: ").hasSizeLessThan(500);
    assertThat(err.lines().filter(l -> l.startsWith("lockstep: "))).hasSize(1);
    for (String pattern : patterns) {
      assertThat(line).containsPattern(pattern);
    }
  }
}
