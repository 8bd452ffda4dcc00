package org.lockstep.jobs.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.lockstep.UserException;
import org.lockstep.encoding.Task;
import org.lockstep.jobs.model.ExplainCommand;
import org.lockstep.jobs.report.ReportedExplanation;
import org.lockstep.jobs.report.ReportedModel;
import org.lockstep.jobs.report.ReportedRun;
import org.lockstep.jobs.settings.Hocon;
import org.lockstep.jobs.settings.HoconSource;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.jobs.settings.UnreadableSettingsException;
import org.lockstep.listener.HistoryFiles;
import org.lockstep.listener.HistoryRow;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Manifest;
import org.lockstep.model.Metrics;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.StoppingSettings.Early;

/** Reads runs, finished or not, for a report. */
public final class RunReader {
  private final Configuration hadoop;

  RunReader(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /**
   * Reads runs.
   *
   * @param paths their folders, each once
   * @throws UserException if a folder has no run, or its files are damaged
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
      List<HistoryRow> history = HistoryFiles.read(hadoop, path);
      // Until a run is finished, a model in its folder belongs to an earlier run.
      Optional<Manifest> model =
          folder.isFinished()
              ? Optional.of(ModelFolder.readManifest(hadoop, path))
              : Optional.empty();
      Optional<SettingsFile> settings = settings(folder);
      return new ReportedRun(
          name,
          path,
          history,
          new ReportedRun.Goal(
              task(model, settings, history),
              settings
                  .flatMap(file -> file.run().training().stopping().early())
                  .map(Early::metric)
                  .orElse(ValidationMetric.LOSS)),
          settings.map(file -> byName(Hocon.plain(file.text(), path))).orElseGet(TreeMap::new),
          model.map(its -> new ReportedModel(its).with(explanation(path, its.digest()))));
    }
  }

  /** What {@code explain} has kept of a model; empty if it is of another, or damaged. */
  private Optional<ReportedExplanation> explanation(String path, String digest) {
    try {
      FolderFiles folder = new FolderFiles(hadoop, path);
      Path file = new Path(path, ExplainCommand.FILE);
      if (!folder.files().exists(file)) {
        return Optional.empty();
      }
      try (InputStream in = folder.files().open(file)) {
        return ReportedExplanation.read(new ObjectMapper().readTree(in), digest);
      }
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read %s".formatted(path), e);
    }
  }

  /**
   * The stored settings of a run; empty if it was started from a program, which stores none.
   *
   * @throws UnreadableSettingsException if the file is damaged
   */
  static Optional<SettingsFile> settings(RunFolder folder) {
    try {
      return Optional.of(SettingsFile.ofRun(folder, List.of(), folder.output()));
    } catch (UnreadableSettingsException e) {
      throw e;
    } catch (UserException e) {
      return Optional.empty();
    }
  }

  private static Task task(
      Optional<Manifest> model, Optional<SettingsFile> settings, List<HistoryRow> history) {
    return model
        .map(manifest -> manifest.encoding().target().task())
        .or(() -> settings.map(file -> file.run().data().target().task()))
        .or(
            () ->
                history.stream()
                    .flatMap(row -> Stream.ofNullable(row.validation()))
                    .map(Metrics::task)
                    .findFirst())
        .orElse(Task.REGRESSION);
  }

  /** The defaults of all settings, by full name. */
  public static SortedMap<String, String> defaults() {
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
                    HoconSource.text(entry.getValue())));
    return settings;
  }

  /** The last name of the absolute path. */
  private String lastName(String path) {
    try {
      return new FolderFiles(hadoop, path).files().makeQualified(new Path(path)).getName();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot access %s".formatted(path), e);
    }
  }
}
