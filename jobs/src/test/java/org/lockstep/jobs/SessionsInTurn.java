package org.lockstep.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs commands in a separate process, each in the Spark session that it opens and closes. */
final class SessionsInTurn {
  private SessionsInTurn() {}

  /** Runs the commands in a file, one per line, and writes their outcomes. */
  public static void main(String[] files) throws IOException {
    List<Run> runs = new ArrayList<>();
    for (String command : Files.readAllLines(Path.of(files[0]))) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int status = Main.run(command.split(" +"), new PrintWriter(out), new PrintWriter(err));
      runs.add(new Run(status, out.toString(), err.toString(), ""));
    }
    new ObjectMapper().writeValue(Path.of(files[1]).toFile(), runs);
  }
}
