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
 * A command that has been run, and what came of it.
 *
 * @param status exit status
 * @param out what it wrote as its result
 * @param err what it wrote beside
 * @param stray what went past both to the streams of the JVM
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

  /** Asserts success, and gives the JSON object that stands alone on standard output. */
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

  /** Asserts that the run ended as a user's mistake does: status 2 and nothing but one line. */
  public void isOneLineThatNames(List<String> patterns) {
    assertThat(err.lines()).as("%s", this).hasSize(1);
    isMistakeThatNames(patterns);
  }

  /** The same for a mistake that shows only while it trains: the line comes after the progress. */
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
