package org.lockstep.jobs.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lockstep.network.Blas;

/** A description of the machine, written above every table. */
final class MachineDescription {
  private MachineDescription() {}

  /** The description, in the order in which it is shown. */
  static Map<String, String> describe(Path root) throws IOException {
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put("Processor", field("/proc/cpuinfo", "model name"));
    machine.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    long kib = Long.parseLong(field("/proc/meminfo", "MemTotal").split(" ")[0]);
    machine.put("memory", "%.1f GiB".formatted(kib / 1024.0 / 1024));
    machine.put("JVM", System.getProperty("java.vm.name") + " " + Runtime.version());
    machine.put("BLAS", Blas.description());
    machine.put("commit", commit(root));
    machine.put("measured", LocalDate.now(ZoneOffset.UTC).toString());
    machine.put("load at the start", Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    return machine;
  }

  /** The value after a name and a colon; "unknown" where the system has no such file. */
  static String field(String file, String name) throws IOException {
    Path path = Path.of(file);
    if (!Files.exists(path)) {
      return "unknown";
    }
    try (var lines = Files.lines(path)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }

  private static String commit(Path root) throws IOException {
    String head = git(root, "rev-parse", "--short", "HEAD");
    String changes = git(root, "status", "--porcelain", "--untracked-files=no");
    return head.isEmpty() ? "unknown" : changes.isEmpty() ? head : head + " with changes";
  }

  private static String git(Path root, String... arguments) throws IOException {
    var command = new java.util.ArrayList<>(java.util.List.of("git", "-C", root.toString()));
    command.addAll(java.util.List.of(arguments));
    Process git = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      return git.waitFor() == 0 ? said : "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
