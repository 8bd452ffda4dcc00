package org.lockstep.jobs.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Debian's Python, whose PyTorch scripts/benchmark has installed. */
final class Python {
  private static final Path OPENMP_BLAS = Path.of("/usr/lib/x86_64-linux-gnu/openblas-openmp");

  private Python() {}

  /**
   * A script of scripts/peers, with the OpenBLAS that shares its threads with PyTorch: Debian's
   * default, with threads of its own, is five times slower.
   */
  static List<String> command(Bench bench, String script, String... arguments) {
    List<String> command = new ArrayList<>();
    if (Files.isDirectory(OPENMP_BLAS)) {
      command.addAll(List.of("env", "LD_LIBRARY_PATH=" + OPENMP_BLAS));
    }
    command.add("/usr/bin/python3");
    command.add(bench.root().resolve("scripts/peers").resolve(script).toString());
    command.addAll(List.of(arguments));
    return command;
  }
}
