package org.lockstep.jobs.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium process, controlled by the DevTools protocol. */
public final class Chromium implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell");

  private static final Pattern ADDRESS = Pattern.compile("DevTools listening on (ws://\\S+)");

  private final Process process;
  private final DevTools tools;

  private Chromium(Process process, DevTools tools) {
    this.process = process;
    this.tools = tools;
  }

  /** The program on the PATH; empty if it is not installed. */
  public static Optional<Path> program() {
    List<Path> folders =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator)).map(Path::of).toList();
    return NAMES.stream()
        .flatMap(name -> folders.stream().map(folder -> folder.resolve(name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts the program on the PATH; where there is none, the test is skipped.
   *
   * @param folder the folder of its profile
   */
  public static Chromium startOrSkip(Path folder) throws InterruptedException {
    Optional<Path> program = program();
    assumeTrue(
        program.isPresent(), "no Chromium on the PATH: scripts/test installs Debian's, as root");
    return start(program.get(), folder);
  }

  /**
   * Starts it.
   *
   * @param folder the folder of its profile
   */
  public static Chromium start(Path program, Path folder) throws InterruptedException {
    Path log = folder.resolve("chromium.log");
    try {
      Process process =
          new ProcessBuilder(
                  program.toString(),
                  "--headless",
                  "--no-sandbox", // it refuses its sandbox to root, and opens our own files alone
                  "--disable-dev-shm-usage",
                  "--disable-gpu",
                  "--disable-background-networking",
                  "--disable-component-update",
                  "--no-first-run",
                  "--hide-scrollbars",
                  "--remote-debugging-port=0",
                  "--user-data-dir=" + folder.resolve("profile"),
                  "about:blank")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new Chromium(process, new DevTools(address(process, log)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI address(Process process, Path log) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + DevTools.TIMEOUT.toNanos();
    while (true) {
      boolean ended = !process.isAlive();
      Matcher address = ADDRESS.matcher(Files.readString(log));
      if (address.find()) {
        return URI.create(address.group(1));
      }
      if (ended || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new AssertionError("Chromium does not start:\n" + Files.readString(log));
      }
      Thread.sleep(50);
    }
  }

  /** Opens an empty page of a size in pixels. */
  public Tab open(int width, int height) {
    JsonNode target = tools.send("", "Target.createTarget", "url", "about:blank");
    JsonNode session =
        tools.send(
            "",
            "Target.attachToTarget",
            "targetId",
            target.get("targetId").asText(),
            "flatten",
            true);
    return new Tab(tools, session.get("sessionId").asText(), width, height);
  }

  /** Ends Chromium and its child processes. */
  @Override
  public void close() {
    tools.close();
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    Stream<CompletableFuture<ProcessHandle>> ends = all.stream().map(ProcessHandle::onExit);
    try {
      CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new)).get(20, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Chromium does not end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
