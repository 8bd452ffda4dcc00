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
import org.lockstep.listener.HistoryFiles;
import org.lockstep.listener.HistoryRow;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.CrossValidation;
import org.lockstep.model.Manifest;
import org.lockstep.model.Metrics;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.run.RunFolder;
import org.lockstep.network.Topology;
import org.lockstep.settings.TrainingSettings;

/**
 * A short description of a run, read from its folder.
 *
 * @param name the name of its folder
 * @param progress how far it has come
 * @param metrics by name, see {@link #METRICS}
 * @param digest of its model; null until the run is finished
 * @param setup what is trained
 */
record RunSummary(
    String name,
    State state,
    Progress progress,
    Map<String, Double> metrics,
    @Nullable String digest,
    Setup setup) {
  private static final String TRAINING_LOSS = "loss";

  /**
   * The training loss of the last epoch, then the metrics of the validation examples, by name; with
   * the metric that says which value is better.
   */
  static final Map<String, ValidationMetric> METRICS = metricsByName();

  /** Whether a run is finished, and whether a process is training it now. */
  enum State {
    FINISHED,
    RUNNING,
    UNFINISHED;

    /** The name in the table and in JSON. */
    String resultName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How far a run has come.
   *
   * @param iterations done; null without a history
   * @param epoch of the last iteration, from 1; null without a history
   * @param epochs requested; null if the run was started from a program and is not finished
   * @param seconds that the iterations took; null without a history
   */
  record Progress(
      @Nullable Long iterations,
      @Nullable Integer epoch,
      @Nullable Integer epochs,
      @Nullable Double seconds) {
    private static Progress of(
        @Nullable Long iterations, @Nullable HistoryRow last, @Nullable Integer epochs) {
      return last == null
          ? new Progress(iterations, null, epochs, null)
          : new Progress(iterations, last.epoch(), epochs, last.elapsed());
    }

    /** The epoch reached and the epochs requested, such as {@code 4/30}. */
    String epochText() {
      return epoch == null ? "-" : epochs == null ? epoch.toString() : epoch + "/" + epochs;
    }

    /** The time that the iterations took, such as {@code 12.5 s} or {@code 1:02:05}. */
    String timeText() {
      if (seconds == null) {
        return "-";
      }
      return seconds < 60
          ? String.format(Locale.ROOT, "%.1f s", seconds)
          : DurationFormatUtils.formatDuration(Math.round(seconds * 1000), "H:mm:ss");
    }
  }

  /**
   * What is trained.
   *
   * @param network units and activation of the hidden layers; null if unknown
   * @param optimizer its type and learning rate; null if unknown
   */
  record Setup(@Nullable String network, @Nullable String optimizer) {}

  /**
   * Reads the summary of a run.
   *
   * @param above the folder that contains the run's folder
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
              RunFolder.holder(hadoop, path).isPresent() ? State.RUNNING : State.UNFINISHED,
              history,
              RunReader.settings(run).map(file -> file.run().training()));
    }
  }

  /** The last row of a history, and the last loss and validation that were recorded. */
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
    return new RunSummary(
        name,
        State.FINISHED,
        Progress.of(
            training.get("iterations") instanceof Number n ? (Long) n.longValue() : null,
            history.last(),
            training.get("epochs") instanceof Number n ? (Integer) n.intValue() : null),
        manifest.validation() == null
            ? withFolds(metrics(history.loss(), null), manifest)
            : metrics(history.loss(), manifest.validation()),
        manifest.digest(),
        new Setup(
            network(
                topology.widths().subList(1, topology.layerCount()),
                topology.activations().get(0).settingsName()),
            training.get("optimizer") instanceof Map<?, ?> optimizer
                ? "%s %s".formatted(optimizer.get("type"), optimizer.get("learning-rate"))
                : null));
  }

  private static RunSummary unfinished(
      String name, State state, History history, Optional<TrainingSettings> settings) {
    HistoryRow last = history.last();
    return new RunSummary(
        name,
        state,
        Progress.of(
            last == null ? null : last.iteration(),
            last,
            settings.map(s -> s.batches().epochs()).orElse(null)),
        metrics(history.loss(), history.validation()),
        null,
        new Setup(
            settings
                .map(s -> network(s.network().hidden(), s.network().activation().settingsName()))
                .orElse(null),
            settings
                .map(TrainingSettings::descent)
                .map(d -> "%s %s".formatted(d.optimizer().settingsName(), d.learningRate().eta()))
                .orElse(null)));
  }

  private static Map<String, Double> metrics(@Nullable Double loss, @Nullable Metrics validation) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (loss != null) {
      metrics.put(TRAINING_LOSS, loss);
    }
    if (validation != null) {
      validation.values().forEach((metric, value) -> metrics.put(nameOf(metric), value));
    }
    return metrics;
  }

  /** The means of a cross-validation, in place of the metrics of one set of examples. */
  private static Map<String, Double> withFolds(Map<String, Double> metrics, Manifest manifest) {
    CrossValidation.of(manifest.provenance())
        .ifPresent(
            folds ->
                folds
                    .means()
                    .forEach(
                        (name, mean) ->
                            metrics.put(
                                name.equals(ValidationMetric.LOSS.settingsName())
                                    ? nameOf(ValidationMetric.LOSS)
                                    : name,
                                mean)));
    return metrics;
  }

  private static Map<String, ValidationMetric> metricsByName() {
    Map<String, ValidationMetric> metrics = new LinkedHashMap<>();
    metrics.put(TRAINING_LOSS, ValidationMetric.LOSS);
    for (ValidationMetric metric : ValidationMetric.values()) {
      metrics.put(nameOf(metric), metric);
    }
    return metrics;
  }

  /** The name of a validation metric among those of a run. */
  static String nameOf(ValidationMetric metric) {
    return metric == ValidationMetric.LOSS ? "validation-loss" : metric.settingsName();
  }

  private static String network(List<Integer> hidden, String activation) {
    return hidden.isEmpty()
        ? "no hidden layer"
        : hidden.stream().map(String::valueOf).collect(Collectors.joining("-")) + " " + activation;
  }

  /** The summary as JSON prints it. */
  Map<String, @Nullable Object> figures() {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("name", name);
    figures.put("state", state.resultName());
    figures.put("iterations", progress.iterations());
    figures.put("epoch", progress.epoch());
    figures.put("epochs", progress.epochs());
    figures.put("metrics", metrics);
    figures.put("digest", digest);
    figures.put("seconds", progress.seconds());
    figures.put("network", setup.network());
    figures.put("optimizer", setup.optimizer());
    return figures;
  }

  /** A metric with four digits; a dash if the run does not have it. */
  String metricText(String metric) {
    Double value = metrics.get(metric);
    return value == null ? "-" : NumberFormats.decimals(value);
  }
}
