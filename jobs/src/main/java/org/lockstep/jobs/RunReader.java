package org.lockstep.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.lockstep.data.Task;
import org.lockstep.jobs.report.ReportedRun;
import org.lockstep.jobs.report.TrainedModel;
import org.lockstep.listener.HistoryFiles;
import org.lockstep.model.FolderFiles;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.RunFolder;
import org.lockstep.training.StoppingSettings.Early;
import org.lockstep.training.ValidationMetric;

/** Gathers from the folders of runs, finished or not, what a report tells of them. */
final class RunReader {
  private final Configuration hadoop;

  RunReader(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /**
   * Reads runs.
   *
   * @param paths their folders, each once
   * @throws org.lockstep.UserException if one holds no run, or its files are damaged
   */
  List<ReportedRun> read(List<String> paths) {
    List<String> names = paths.stream().map(this::lastName).toList();
    return paths.stream()
        .map(
            path -> {
              String name = lastName(path);
              boolean isItsOwn = names.indexOf(name) == names.lastIndexOf(name);
              return read(path, isItsOwn ? name : path);
            })
        .toList();
  }

  private ReportedRun read(String path, String name) {
    try (RunFolder folder = RunFolder.reopen(hadoop, path)) {
      SettingsFile settings = SettingsFile.ofRun(folder, List.of(), path);
      // As long as a run goes on, a model in its folder is that of an earlier one.
      Optional<TrainedModel> model =
          folder.isFinished()
              ? Optional.of(
                  TrainedModel.of(
                      ModelFolder.read(hadoop, path),
                      Optional.ofNullable(ModelFolder.readValidation(hadoop, path))))
              : Optional.empty();
      return new ReportedRun(
          name,
          path,
          HistoryFiles.read(hadoop, path),
          settings.run().data().task() == Task.CLASSIFICATION,
          settings
              .run()
              .training()
              .stopping()
              .early()
              .map(Early::metric)
              .orElse(ValidationMetric.LOSS),
          byName(ConfigFactory.parseString(settings.text())),
          model,
          Optional.empty());
    }
  }

  /** The defaults of all settings that have one. */
  static SortedMap<String, String> defaults() {
    return byName(SettingsFile.defaults());
  }

  private static SortedMap<String, String> byName(Config config) {
    SortedMap<String, String> settings = new TreeMap<>();
    config
        .entrySet()
        .forEach(
            entry ->
                settings.put(
                    String.join(".", ConfigUtil.splitPath(entry.getKey())),
                    SettingReader.text(entry.getValue())));
    return settings;
  }

  /** The last part of a path, also of one such as {@code .}. */
  private String lastName(String path) {
    try {
      return new FolderFiles(hadoop, path).files().makeQualified(new Path(path)).getName();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at %s".formatted(path), e);
    }
  }
}
