package org.lockstep.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs commands, one after another in one session of Spark, in a process of their own. */
final class Commands {
  private Commands() {}

  /** Runs those of a file, each a line of words between blanks, and writes what came of them. */
  public static void main(String[] files) throws IOException {
    List<Run> runs = new ArrayList<>();
    for (String command : Files.readAllLines(Path.of(files[0]))) {
      runs.add(Run.lockstep(command.split(" +")));
    }
    SharedSpark.session().stop();
    new ObjectMapper().writeValue(Path.of(files[1]).toFile(), runs);
  }
}
