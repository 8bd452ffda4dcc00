package org.lockstep.training.checkpoint;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Provenance;
import org.lockstep.network.Kernel;
import org.lockstep.network.LayerNames;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.Parametrization;
import org.lockstep.optimization.Regularization;
import org.lockstep.optimization.schedule.Annealing;
import org.lockstep.optimization.schedule.ReduceOnPlateau;
import org.lockstep.optimization.schedule.Schedule;
import org.lockstep.optimization.schedule.WarmUp;
import org.lockstep.settings.DecisionSettings;
import org.lockstep.settings.NetworkKeys;
import org.lockstep.settings.NetworkSettings.Initialization;
import org.lockstep.settings.StoppingSettings;
import org.lockstep.settings.TrainingKeys;
import org.lockstep.settings.TrainingSettings;

/** Converts settings to the form of a manifest: names as in the settings file, plain values. */
public final class SettingsMap {
  /** The digest of the model that a run started from, beside its settings. */
  public static final String WARM_START = "warm-start";

  /** What a manifest has beside the settings. */
  private static final Set<String> RESULTS =
      Set.of(
          "stopped",
          "iterations",
          "model-iteration",
          "loss",
          Provenance.TEMPERATURE,
          Provenance.RESIDUALS,
          Provenance.STANDARD_ERRORS,
          Provenance.CROSS_VALIDATION,
          WARM_START);

  private SettingsMap() {}

  /** All settings of a training that determine its bits, and its length. */
  public static Map<String, Object> of(TrainingSettings training, BatchPlan plan) {
    Map<String, Object> map = new TreeMap<>();
    map.put("batch-size", plan.batchSize());
    map.put("epochs", training.batches().epochs());
    map.put("lanes", training.laneCount());
    map.putAll(of(training.descent()));
    map.put("freeze", frozen(training));
    map.put("seed", training.batches().seed());
    // Older versions had no other kernel, and did not write it
    if (training.network().kernel() != Kernel.ND4J) {
      map.put(TrainingKeys.KERNEL.name(), training.network().kernel().settingsName());
    }
    // Older versions had no other, and did not write it
    if (training.network().units().dropoutSchedule() != Annealing.CONSTANT) {
      map.put(
          NetworkKeys.DROPOUT_SCHEDULE.name(),
          training.network().units().dropoutSchedule().settingsName());
    }
    if (training.network().initialization() != Initialization.RANDOM) {
      map.put(
          NetworkKeys.INITIALIZATION.name(), training.network().initialization().settingsName());
    }
    map.putAll(ofRecord(training.stopping()));
    map.remove("more"); // no bit of the model depends on it
    if (training.classWeights().balanced()) {
      map.put("class-weights", "balanced");
    } else if (!training.classWeights().byLabel().isEmpty()) {
      map.put("class-weights", training.classWeights().byLabel());
    }
    // Older versions had neither
    if (training.decision().calibrate()) {
      map.put(DecisionSettings.CALIBRATE.name(), true);
    }
    training
        .decision()
        .threshold()
        .ifPresent(rule -> map.put(DecisionSettings.THRESHOLD.name(), rule.described()));
    return map;
  }

  /**
   * The settings of a run by the names that the settings file has, from the form of a manifest,
   * whose checkpoints and models of earlier versions say {@code early} for one block.
   */
  public static Map<String, Object> settings(Map<String, Object> training) {
    Map<String, Object> settings = new TreeMap<>(training);
    settings.keySet().removeAll(RESULTS);
    Object early = settings.remove("early");
    if (early != null) {
      settings.put("early-stopping", early);
    }
    return settings;
  }

  /** What the run has come to, from the form of a manifest. */
  public static Map<String, Object> results(Map<String, Object> training) {
    Map<String, Object> results = new TreeMap<>(training);
    results.keySet().retainAll(RESULTS);
    return results;
  }

  /** The kernel of a run, from the form of a manifest. */
  public static Kernel kernel(Map<String, Object> training) {
    Object name = training.get(TrainingKeys.KERNEL.name());
    return name == null ? Kernel.ND4J : TrainingKeys.KERNEL.type().parse(name);
  }

  /** By name, because the numbers that older versions wrote count from 0. */
  private static List<String> frozen(TrainingSettings training) {
    int layers = training.network().hidden().size() + 1;
    return training.descent().freeze().stream()
        .map(number -> LayerNames.name(number, layers))
        .toList();
  }

  private static Map<String, Object> of(DescentSettings settings) {
    Map<String, Object> optimizer = new TreeMap<>(ofRecord((Record) settings.optimizer()));
    optimizer.put("type", settings.optimizer().settingsName());
    optimizer.put("learning-rate", settings.learningRate().eta());
    settings
        .learningRate()
        .baseBatchSize()
        .ifPresent(size -> optimizer.put("base-batch-size", size));

    Map<String, Object> map = new TreeMap<>();
    map.put("optimizer", optimizer);
    map.put("schedule", ofSchedule(settings.learningRate().schedule()));
    map.put("regularization", ofRegularization(settings.regularization()));
    map.put("clip", ofRecord(settings.clipping()));
    // Older versions had neither
    Map<String, Object> factors = new TreeMap<>();
    settings
        .learningRate()
        .factors()
        .named()
        .forEach(factor -> factors.put(factor.getKey(), factor.getValue()));
    if (!factors.isEmpty()) {
      map.put("learning-rate-factors", factors);
    }
    if (settings.parametrization() != Parametrization.STANDARD) {
      map.put(TrainingKeys.PARAMETRIZATION.name(), settings.parametrization().settingsName());
    }
    return map;
  }

  private static Map<String, Object> ofRegularization(Regularization settings) {
    Map<String, Object> map = new TreeMap<>(ofRecord(settings));
    // Older versions had no other schedule, and did not write it
    map.remove("schedule");
    if (settings.schedule() != Annealing.CONSTANT) {
      map.put(Regularization.ANNEALING.name(), settings.schedule().settingsName());
    }
    return map;
  }

  private static Map<String, Object> ofSchedule(Schedule schedule) {
    if (schedule instanceof WarmUp warmUp) {
      Map<String, Object> map = new TreeMap<>(ofSchedule(warmUp.then()));
      map.put("warm-up", warmUp.length().toString());
      return map;
    }
    Map<String, Object> map = new TreeMap<>(ofRecord((Record) schedule));
    map.put("type", schedule.settingsName());
    // Older versions had no other metric, and did not write it
    map.remove(ReduceOnPlateau.METRIC.name(), ValidationMetric.LOSS.settingsName());
    return map;
  }

  /** A record's components under their names in kebab case; empty ones are left out. */
  private static Map<String, Object> ofRecord(Record settings) {
    Map<String, Object> map = new TreeMap<>();
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      try {
        plain(component.getAccessor().invoke(settings)).ifPresent(value -> map.put(name, value));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("the settings are public records", e);
      }
    }
    return map;
  }

  private static Optional<Object> plain(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.flatMap(SettingsMap::plain);
    }
    if (value instanceof OptionalDouble number) {
      return number.isPresent() ? Optional.of(number.getAsDouble()) : Optional.empty();
    }
    if (value instanceof OptionalInt number) {
      return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
    }
    if (value instanceof OptionalLong number) {
      return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }
    if (value instanceof StoppingSettings.Target || value instanceof StoppingSettings.Early) {
      return Optional.of(ofRecord((Record) value));
    }
    if (value instanceof ValidationMetric metric) {
      return Optional.of(metric.settingsName());
    }
    if (value instanceof List<?> list) {
      return Optional.of(list.stream().flatMap(element -> plain(element).stream()).toList());
    }
    return Optional.of(value instanceof Number ? value : value.toString());
  }
}
