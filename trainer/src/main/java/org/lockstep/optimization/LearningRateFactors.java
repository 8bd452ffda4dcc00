package org.lockstep.optimization;

import java.io.Serializable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.lockstep.optimization.vector.ParameterKind;
import org.lockstep.settings.value.Bound;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Values;

/**
 * What the learning rate is multiplied by for each kind of parameter, decoupled weight decay
 * included, as groups of parameters have rates of their own in PyTorch.
 *
 * <p>Source: Holzmüller, Grinsztajn and Steinwart, "Better by Default: Strong Pre-Tuned MLPs and
 * Boosted Trees on Tabular Data", NeurIPS 2024, whose defaults are 0.1 for biases, activations and
 * embeddings of numbers, and 6 for scales of inputs.
 *
 * @param byKind factor of each kind, 1 for one that is not named; 0 or greater
 */
public record LearningRateFactors(Map<ParameterKind, Double> byKind) implements Serializable {
  /** One for each kind, by its name in the block {@code training.learning-rate-factors}. */
  public static final List<Setting<?>> SETTINGS =
      Stream.of(ParameterKind.values()).<Setting<?>>map(LearningRateFactors::setting).toList();

  /** One learning rate for all. */
  public static final LearningRateFactors ONE = new LearningRateFactors(Map.of());

  /** Checks the factors, and leaves out those that are 1. */
  public LearningRateFactors {
    Map<ParameterKind, Double> others = new EnumMap<>(ParameterKind.class);
    byKind.forEach(
        (kind, factor) -> {
          setting(kind).check(factor);
          if (factor != 1) {
            others.put(kind, factor);
          }
        });
    byKind = Collections.unmodifiableMap(others);
  }

  private static String name(ParameterKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** The setting of a kind, one of {@link #SETTINGS}. */
  public static Setting<Double> setting(ParameterKind kind) {
    return Setting.of(
        name(kind),
        Values.number(Bound.NOT_NEGATIVE, "0.1"),
        "1",
        "What the learning rate is multiplied by for %s.".formatted(kind.meaning()));
  }

  /**
   * Reads them.
   *
   * @param value of a setting of {@link #SETTINGS}
   */
  public static LearningRateFactors of(Function<Setting<Double>, Double> value) {
    Map<ParameterKind, Double> factors = new EnumMap<>(ParameterKind.class);
    for (ParameterKind kind : ParameterKind.values()) {
      factors.put(kind, value.apply(setting(kind)));
    }
    return new LearningRateFactors(factors);
  }

  /** The factor of a kind. */
  public double of(ParameterKind kind) {
    return byKind.getOrDefault(kind, 1.0);
  }

  /** Those that are not 1, by the names of the settings. */
  public Stream<Map.Entry<String, Double>> named() {
    return byKind.entrySet().stream().map(e -> Map.entry(name(e.getKey()), e.getValue()));
  }
}
