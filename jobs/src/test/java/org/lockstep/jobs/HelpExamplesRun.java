package org.lockstep.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The process of {@link HelpExamplesTest}. */
final class HelpExamplesRun {
  private HelpExamplesRun() {}

  /** The outcome of an example. */
  record Outcome(String example, int status, String out, String err) {}

  /**
   * Runs {@link HelpExamples#all} in the current folder, and writes their outcomes to a file.
   *
   * @param args the file, and the root of the repository
   */
  public static void main(String[] args) throws IOException {
    List<Outcome> outcomes = new ArrayList<>();
    for (List<String> words : HelpExamples.all(Path.of(args[1]))) {
      Run run = Run.lockstep(words.toArray(String[]::new));
      String example = "lockstep " + String.join(" ", words);
      outcomes.add(new Outcome(example, run.status(), run.out(), run.err()));
    }
    SharedSpark.session().stop();
    new ObjectMapper().writeValue(Path.of(args[0]).toFile(), outcomes);
  }
}
