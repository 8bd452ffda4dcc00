package org.lockstep.jobs.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A settings file that a test writes and reads.
 *
 * @param folder the folder that it is written to, as run.conf
 */
record WrittenFile(Path folder) {
  /** The three required lines of a settings file. */
  static final String LEAST =
      """
      data { train = a.parquet, label = y }
      training.task = regression
      output = out
      """;

  SettingsFile read(String content, String... overrides) {
    Path file = folder.resolve("run.conf");
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return SettingsFile.read(file.toString(), List.of(overrides));
  }
}
