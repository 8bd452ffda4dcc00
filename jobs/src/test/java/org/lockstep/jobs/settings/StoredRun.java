package org.lockstep.jobs.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.lockstep.model.run.RunFolder;

/**
 * A run's folder whose settings file a test writes.
 *
 * @param folder the folder above
 */
record StoredRun(Path folder) {
  /** The required settings of a run, except the output. */
  static final String LEAST =
      """
      data { train = a.parquet, label = y }
      training.task = regression
      """;

  String path() {
    return folder.resolve("run").toString();
  }

  /** Writes {@link #LEAST} and more lines as the settings of the run. */
  RunFolder kept(String lines) {
    try {
      Files.createDirectories(folder.resolve("run"));
      Files.writeString(folder.resolve("run/settings.conf"), LEAST + lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return RunFolder.reopen(new Configuration(), path());
  }

  /** Reads the settings for display. */
  SettingsFile looked(String lines, String... overrides) {
    return SettingsFile.ofRun(kept(lines), List.of(overrides), path());
  }

  /** Reads the settings to continue the training. */
  SettingsFile used(String lines, String... overrides) {
    return SettingsFile.toGoOn(kept(lines), List.of(overrides), path());
  }
}
