package org.lockstep.jobs.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.lockstep.jobs.Run;
import org.lockstep.jobs.Workbench;

/** Runs init on a table, and train with the settings file that it writes. */
final class InitBench {
  private final Workbench bench;
  private final Path file;

  InitBench(Workbench bench) {
    this.bench = bench;
    this.file = bench.path("first.conf");
  }

  /** The text of the settings file. */
  Path file() {
    return file;
  }

  Run init(Object table, String... options) {
    return Run.lockstep(
        Stream.concat(
                Stream.of("init", table.toString(), "--output", file.toString()),
                Stream.of(options))
            .toArray(String[]::new));
  }

  String text() {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs validate and train with the settings file; returns the result. */
  JsonNode train() {
    String output = "output=" + bench.path("model");
    Run validated = Run.lockstep("validate", file.toString(), "--set", output);
    assertThat(validated.status()).as("%s", validated).isZero();
    return Run.lockstep("train", file.toString(), "--set", output, "--json").json();
  }
}
