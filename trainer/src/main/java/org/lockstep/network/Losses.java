package org.lockstep.network;

import java.util.List;
import java.util.stream.IntStream;
import org.lockstep.settings.value.Bound;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Type;
import org.lockstep.settings.value.ValueType;
import org.lockstep.settings.value.Values;

/** Registry of all losses, for settings, documentation and tests. */
public final class Losses {
  /** δ of the Huber loss. */
  public static final Setting<Double> HUBER_DELTA =
      Setting.of(
          "huber-delta",
          Values.number(Bound.POSITIVE, "0.1"),
          "1.0",
          "Of the loss huber: the residual beyond which it is linear, in scaled units.");

  /** ε of the smoothed labels of cross-entropy. */
  public static final Setting<Double> LABEL_SMOOTHING =
      Setting.of(
          "label-smoothing",
          Values.number(Bound.PART, "0.1"),
          "0.0",
          "Of the loss cross-entropy: the share of a label that is spread over all classes.");

  /** τ of the quantiles. */
  public static final Setting<List<Double>> QUANTILES =
      Setting.of(
          "quantiles",
          ascending(Values.numbers(Bound.BETWEEN, "[0.1, 0.5, 0.9]")),
          "0.5",
          "Of the loss quantile: the levels that the network predicts of each target, ascending, such"
              + " as [0.1, 0.5, 0.9]. The one that is nearest to 0.5 is the prediction.");

  /** Each one once. */
  public static final List<Type<Loss>> TYPES =
      List.of(
          Type.of("l2", b -> new Loss.SquaredError()),
          Type.of("mae", b -> new Loss.AbsoluteError()),
          Type.of("huber", b -> new Loss.Huber(b.get(HUBER_DELTA)), HUBER_DELTA),
          Type.of("quantile", b -> new Quantiles(b.get(QUANTILES)), QUANTILES),
          Type.of("poisson", b -> new Loss.Poisson()),
          Type.of(
              "cross-entropy", b -> new Loss.CrossEntropy(b.get(LABEL_SMOOTHING)), LABEL_SMOOTHING),
          Type.of("binary-cross-entropy", b -> new Loss.BinaryCrossEntropy()),
          Type.of("hinge", b -> new Loss.Hinge()));

  private Losses() {}

  private static ValueType<List<Double>> ascending(ValueType<List<Double>> type) {
    return new ValueType<>(
        type.shape(),
        "numbers greater than 0 and less than 1, ascending",
        type.example(),
        type.parser(),
        type.holds()
            .and(
                levels ->
                    IntStream.range(1, levels.size())
                        .allMatch(i -> levels.get(i) > levels.get(i - 1))));
  }

  /** The loss of a task that names none: cross-entropy of classes, l2 of numbers. */
  public static Type<Loss> usualFor(boolean classes) {
    String name = classes ? "cross-entropy" : "l2";
    return TYPES.stream().filter(type -> type.name().equals(name)).findFirst().orElseThrow();
  }

  /** Each one once, with its usual hyperparameters. */
  public static List<Loss> usual() {
    return TYPES.stream().map(Type::usual).toList();
  }
}
