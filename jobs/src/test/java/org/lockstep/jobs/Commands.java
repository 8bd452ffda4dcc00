package org.lockstep.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs commands in a separate process, one after the other in one Spark session. */
final class Commands {
  private Commands() {}

  /** Runs the commands in a file, one per line, and writes their outcomes. */
  public static void main(String[] files) throws IOException {
    List<Run> runs = new ArrayList<>();
    for (String command : Files.readAllLines(Path.of(files[0]))) {
      runs.add(Run.lockstep(command.split(" +")));
    }
    SharedSpark.session().stop();
    new ObjectMapper().writeValue(Path.of(files[1]).toFile(), runs);
  }
}
