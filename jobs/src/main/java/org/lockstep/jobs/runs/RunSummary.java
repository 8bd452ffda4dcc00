package org.lockstep.jobs.runs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.lang3.time.DurationFormatUtils;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.lockstep.NumberFormats;
import org.lockstep.jobs.console.Report;
import org.lockstep.listener.HistoryFiles;
import org.lockstep.listener.HistoryRow;
import org.lockstep.model.Manifest;
import org.lockstep.model.Metrics;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.run.RunFolder;
import org.lockstep.network.Topology;
import org.lockstep.settings.TrainingSettings;

/**
 * A run in short, as far as its folder tells.
 *
 * @param name of its folder
 * @param isFinished whether its model is there
 * @param isRunning whether a process is at work there
 * @param iterations done, null if it has no history yet
 * @param epoch that the last of them is of, from 1
 * @param epochs that it was to have, null if a program has begun it and it is not finished
 * @param metrics by their names: see {@link #METRICS}
 * @param digest of its model
 * @param seconds that its iterations took
 * @param network units and activation of the hidden layers
 * @param optimizer its type and learning rate
 */
record RunSummary(
    String name,
    boolean isFinished,
    boolean isRunning,
    @Nullable Long iterations,
    @Nullable Integer epoch,
    @Nullable Integer epochs,
    Map<String, Double> metrics,
    @Nullable String digest,
    @Nullable Double seconds,
    @Nullable String network,
    @Nullable String optimizer) {
  /** The training loss of the last epoch, then the figures of the validation examples. */
  static final List<String> METRICS = List.of("loss", "validation-loss", "accuracy", "rmse", "r2");

  /**
   * Reads it.
   *
   * @param above the folder that the run's folder is in
   * @throws org.lockstep.UserException if the history or the manifest is damaged
   */
  static RunSummary read(Configuration hadoop, String above, String name) {
    String path = above + "/" + name;
    History history = History.of(HistoryFiles.read(hadoop, path));
    try (RunFolder run = RunFolder.reopen(hadoop, path)) {
      return run.isFinished()
          ? finished(name, history, ModelFolder.readManifest(hadoop, path))
          : unfinished(
              name,
              RunFolder.holder(hadoop, path).isPresent(),
              history,
              RunReader.settings(run).map(file -> file.run().training()));
    }
  }

  /** What the rows of a history come to. */
  private record History(
      @Nullable HistoryRow last, @Nullable Double loss, @Nullable Metrics validation) {
    static History of(List<HistoryRow> rows) {
      HistoryRow last = null;
      Double loss = null;
      Metrics validation = null;
      for (HistoryRow row : rows) {
        last = row;
        loss = row.epochLoss() == null ? loss : row.epochLoss();
        validation = row.validation() == null ? validation : row.validation();
      }
      return new History(last, loss, validation);
    }
  }

  private static RunSummary finished(String name, History history, Manifest manifest) {
    Map<String, Object> training = manifest.provenance().training();
    Topology topology = manifest.network();
    HistoryRow last = history.last();
    return new RunSummary(
        name,
        true,
        false,
        training.get("iterations") instanceof Number n ? (Long) n.longValue() : null,
        last == null ? null : last.epoch(),
        training.get("epochs") instanceof Number n ? (Integer) n.intValue() : null,
        metrics(history.loss(), manifest.validation()),
        manifest.digest(),
        last == null ? null : last.elapsed(),
        network(
            topology.widths().subList(1, topology.layerCount()),
            topology.activations().get(0).settingsName()),
        training.get("optimizer") instanceof Map<?, ?> optimizer
            ? "%s %s".formatted(optimizer.get("type"), optimizer.get("learning-rate"))
            : null);
  }

  private static RunSummary unfinished(
      String name, boolean isRunning, History history, Optional<TrainingSettings> settings) {
    HistoryRow last = history.last();
    return new RunSummary(
        name,
        false,
        isRunning,
        last == null ? null : last.iteration(),
        last == null ? null : last.epoch(),
        settings.map(s -> s.batches().epochs()).orElse(null),
        metrics(history.loss(), history.validation()),
        null,
        last == null ? null : last.elapsed(),
        settings
            .map(s -> network(s.network().hidden(), s.network().activation().settingsName()))
            .orElse(null),
        settings
            .map(TrainingSettings::descent)
            .map(d -> "%s %s".formatted(d.optimizer().settingsName(), d.learningRate().eta()))
            .orElse(null));
  }

  private static Map<String, Double> metrics(@Nullable Double loss, @Nullable Metrics validation) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (loss != null) {
      metrics.put("loss", loss);
    }
    if (validation != null) {
      Report.figures(validation)
          .forEach(
              (figure, value) -> {
                if (value instanceof Double number) {
                  metrics.put(figure.equals("loss") ? "validation-loss" : figure, number);
                }
              });
    }
    return metrics;
  }

  private static String network(List<Integer> hidden, String activation) {
    return hidden.isEmpty()
        ? "no hidden layer"
        : hidden.stream().map(String::valueOf).collect(Collectors.joining("-")) + " " + activation;
  }

  /** Finished, running now, or neither, in a word. */
  String state() {
    return isFinished ? "finished" : isRunning ? "running" : "unfinished";
  }

  /** All of it by name, for programs. */
  Map<String, @Nullable Object> figures() {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("name", name);
    figures.put("state", state());
    figures.put("iterations", iterations);
    figures.put("epoch", epoch);
    figures.put("epochs", epochs);
    figures.put("metrics", metrics);
    figures.put("digest", digest);
    figures.put("seconds", seconds);
    figures.put("network", network);
    figures.put("optimizer", optimizer);
    return figures;
  }

  /** What a line of a table says of a metric, a dash if the run does not have it. */
  String metricText(String metric) {
    Double value = metrics.get(metric);
    return value == null ? "-" : NumberFormats.decimals(value);
  }

  /** How far it has come: its epoch, of how many. */
  String epochText() {
    return epoch == null ? "-" : epochs == null ? epoch.toString() : epoch + "/" + epochs;
  }

  /** What it has taken, as a person reads it. */
  String timeText() {
    if (seconds == null) {
      return "-";
    }
    return seconds < 60
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : DurationFormatUtils.formatDuration(Math.round(seconds * 1000), "H:mm:ss");
  }
}
