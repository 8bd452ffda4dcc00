package org.lockstep.jobs.settings;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.lockstep.data.Validation;
import org.lockstep.encoding.Task;
import org.lockstep.training.ClassWeights;
import org.lockstep.training.StoppingSettings;
import org.lockstep.training.ValidationMetric;
import org.lockstep.training.checkpoint.CheckpointSettings;

/** Reads when a run ends and when it is saved, and what its classes are worth. */
public final class StoppingReader {
  private static final String EARLY = "training.early-stopping";
  private static final String CHECKPOINT = "training.checkpoint";
  private static final String TARGET = "training.target";
  private static final String CLASS_WEIGHTS = "training.class-weights";

  private final SettingReader reader;
  private final boolean classes;

  /**
   * Creates the reader.
   *
   * @param task which has its metrics
   */
  public StoppingReader(SettingReader reader, Task task) {
    this.reader = reader;
    this.classes = task == Task.CLASSIFICATION;
  }

  StoppingSettings stopping(Validation validation) {
    StoppingSettings settings =
        new StoppingSettings(
            count("training.max-iterations"),
            reader.has("training.max-minutes")
                ? OptionalDouble.of(reader.positiveNumber("training.max-minutes"))
                : OptionalDouble.empty(),
            count("training.validate-every-iterations"),
            target(),
            early());
    if (validation instanceof Validation.None) {
      for (String key :
          List.of(EARLY + ".patience", TARGET + ".value", "training.validate-every-iterations")) {
        if (reader.has(key)) {
          throw reader.wrong(key, "it needs examples to validate on: set data.validation");
        }
      }
    }
    return settings;
  }

  CheckpointSettings checkpoints() {
    return new CheckpointSettings(
        count(CHECKPOINT + ".every-iterations"),
        count(CHECKPOINT + ".every-epochs"),
        reader.has(CHECKPOINT + ".every-minutes")
            ? OptionalDouble.of(reader.positiveNumber(CHECKPOINT + ".every-minutes"))
            : OptionalDouble.empty(),
        reader.wholeNumber(CHECKPOINT + ".keep", 1));
  }

  private OptionalLong count(String key) {
    return reader.has(key) ? OptionalLong.of(reader.wholeNumber(key, 1)) : OptionalLong.empty();
  }

  private Optional<StoppingSettings.Target> target() {
    return reader.has(TARGET + ".value")
        ? Optional.of(
            new StoppingSettings.Target(
                metric(TARGET + ".metric"), reader.finiteNumber(TARGET + ".value")))
        : Optional.empty();
  }

  private Optional<StoppingSettings.Early> early() {
    if (!reader.has(EARLY + ".patience")) {
      return Optional.empty();
    }
    double minChange = reader.finiteNumber(EARLY + ".min-change");
    if (minChange < 0) {
      throw reader.wrong(EARLY + ".min-change", "it must be a number, 0 or greater");
    }
    return Optional.of(
        new StoppingSettings.Early(
            reader.wholeNumber(EARLY + ".patience", 1),
            minChange,
            metric(EARLY + ".metric"),
            reader.flag(EARLY + ".restore-best")));
  }

  /** A figure of the validation examples that the task has. */
  public ValidationMetric metric(String key) {
    List<ValidationMetric> metrics =
        Stream.of(ValidationMetric.values()).filter(metric -> metric.isOf(classes)).toList();
    return reader.oneOf(key, metrics, ValidationMetric::settingsName);
  }

  ClassWeights classWeights() {
    if (!reader.has(CLASS_WEIGHTS)) {
      return ClassWeights.EQUAL;
    }
    if (!classes) {
      throw reader.wrong(CLASS_WEIGHTS, "a regression has no classes; remove the line");
    }
    if (!reader.isBlock(CLASS_WEIGHTS)) {
      return reader.oneOf(CLASS_WEIGHTS, List.of(ClassWeights.BALANCED), weights -> "balanced");
    }
    SortedMap<String, Double> byLabel = new TreeMap<>();
    reader
        .numbersByName(CLASS_WEIGHTS)
        .forEach(
            (label, weight) -> {
              if (!(weight >= 0 && weight <= Float.MAX_VALUE)) {
                throw reader.wrong(
                    CLASS_WEIGHTS, "the weight of %s must be a number, 0 or more".formatted(label));
              }
              byLabel.put(label, weight);
            });
    return new ClassWeights(false, byLabel);
  }
}
