package org.lockstep.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A JVM that this one has started, what it writes, and its end together with all it has started.
 */
final class JavaProcess implements AutoCloseable {
  /** For the portable kernel, whose vectors C2 alone compiles; after {@link #options}. */
  static final String WITH_C2 = "-XX:TieredStopAtLevel=4";

  private static final int TAIL = 6000;

  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;

  private JavaProcess(String name, Process process, Path out, Path err) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts a JVM.
   *
   * @param name of the files in the folder that take what it writes
   * @param folder where it runs
   * @param environment in place of all SPARK_ and HADOOP_ variables of this process
   * @param arguments of java
   */
  static JavaProcess start(
      String name, Path folder, Map<String, String> environment, List<String> arguments) {
    return start(name, folder, environment, List.of(), arguments);
  }

  /**
   * The same by another command.
   *
   * @param before what the command begins with; in place of itself it must run java
   */
  static JavaProcess start(
      String name,
      Path folder,
      Map<String, String> environment,
      List<String> before,
      List<String> arguments) {
    Path out = folder.resolve(name + ".out");
    Path err = folder.resolve(name + ".err");
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(v -> v.startsWith("SPARK_") || v.startsWith("HADOOP_"));
    builder.environment().putAll(environment);
    try {
      return new JavaProcess(name, builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The packages that Spark needs opened, compiler and collector, as this JVM has them. */
  static List<String> options() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(arg -> arg.matches("(--add-opens|-Dio\\.netty|-XX:).*"))
        .toList();
  }

  /** Compiler and collector as this JVM has them, in one text for processes that others start. */
  static String compilerAndCollector() {
    return options().stream()
        .filter(option -> option.startsWith("-XX:"))
        .collect(Collectors.joining(" "));
  }

  /** Waits for a line on standard error, and returns the first group of the pattern. */
  String awaitLine(String pattern, Duration timeout) throws InterruptedException {
    Pattern line = Pattern.compile(pattern);
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      boolean ended = !process.isAlive();
      Matcher matcher = line.matcher(read(err));
      if (matcher.find()) {
        return matcher.group(1);
      }
      if (ended || System.nanoTime() > deadline) {
        throw new AssertionError(
            "%s %s without saying '%s'%n%s"
                .formatted(name, ended ? "ended" : "ran for " + timeout, pattern, this));
      }
      Thread.sleep(50);
    }
  }

  /** Waits for the process to end, and returns the exit status. */
  int await(Duration timeout) throws InterruptedException {
    if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("%s still runs after %s%n%s".formatted(name, timeout, this));
    }
    return process.exitValue();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** All descendant processes. */
  Stream<ProcessHandle> descendants() {
    return process.descendants();
  }

  /** The standard output so far. */
  String out() {
    return read(out);
  }

  /** The standard error so far. */
  String err() {
    return read(err);
  }

  /** The last lines of both outputs. */
  @Override
  public String toString() {
    return "--- %s, out:%n%s%n--- %s, err:%n%s%n"
        .formatted(name, tail(read(out)), name, tail(read(err)));
  }

  /** Kills the process and its descendants. */
  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(List.of(process.toHandle()));
    process.descendants().forEach(all::add);
    // It first: a worker starts a new executor in the place of one that dies.
    all.forEach(ProcessHandle::destroyForcibly);
    try {
      CompletableFuture.allOf(
              all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
          .get(20, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(name + " does not end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The end of a text, which has the errors. */
  static String tail(String text) {
    return text.length() <= TAIL ? text : "... " + text.substring(text.length() - TAIL);
  }

  static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
