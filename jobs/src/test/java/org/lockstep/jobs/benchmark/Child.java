package org.lockstep.jobs.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process that was run to its end: what it wrote, when, and how much memory it took.
 *
 * @param status its exit status
 * @param lines what it wrote to standard output
 * @param peakMebibytes most memory that it and its children held at a time, seen every 50 ms
 * @param lastError the last line on standard error, empty if there was none
 */
record Child(int status, List<Line> lines, double peakMebibytes, String lastError) {
  /** A process that runs longer is ended, so that a peer that hangs cannot hold up the others. */
  private static final int MOST_MINUTES = 60;

  /**
   * A line of standard output.
   *
   * @param seconds from the start of the process
   */
  record Line(double seconds, String text) {}

  /**
   * Runs a process.
   *
   * @param name of the log of its standard error, in the bench's folder
   * @param environment over this process's own; empty values are taken out of it
   */
  static Child run(Bench bench, String name, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path log = bench.work("log").resolve(name + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(bench.root().toFile()).redirectError(log.toFile());
    builder.environment().putAll(environment);
    builder.environment().values().removeIf(String::isEmpty);
    long start = System.nanoTime();
    Process process = builder.start();
    CompletableFuture.delayedExecutor(MOST_MINUTES, TimeUnit.MINUTES).execute(() -> end(process));
    Thread atExit = new Thread(() -> end(process));
    Runtime.getRuntime().addShutdownHook(atExit);
    List<Line> lines = new ArrayList<>();
    try (PeakMemory memory = new PeakMemory(() -> family(process.toHandle()));
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(new Line((System.nanoTime() - start) * 1e-9, line));
      }
      int status = process.waitFor();
      List<String> errors = Files.readAllLines(log).stream().filter(l -> !l.isBlank()).toList();
      String last = errors.isEmpty() ? "" : errors.get(errors.size() - 1).strip();
      return new Child(status, lines, memory.peakMebibytes(), last);
    } finally {
      end(process);
      Runtime.getRuntime().removeShutdownHook(atExit);
    }
  }

  /** A process and its descendants. */
  static Stream<ProcessHandle> family(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants());
  }

  private static void end(Process process) {
    family(process.toHandle()).toList().forEach(ProcessHandle::destroyForcibly);
  }

  /** Its lines that are JSON objects. */
  List<JsonNode> json() throws IOException {
    List<JsonNode> nodes = new ArrayList<>();
    for (Line line : lines) {
      if (line.text().startsWith("{")) {
        nodes.add(new ObjectMapper().readTree(line.text()));
      }
    }
    return nodes;
  }

  /**
   * Asserts that it ended well.
   *
   * @throws IllegalStateException with the last line of its log otherwise
   */
  Child wentWell() {
    if (status != 0) {
      throw new IllegalStateException("exit status %d: %s".formatted(status, lastError));
    }
    return this;
  }
}
