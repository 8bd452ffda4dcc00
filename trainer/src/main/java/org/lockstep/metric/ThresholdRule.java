package org.lockstep.metric;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lockstep.settings.value.Plain;
import org.lockstep.settings.value.Shape;
import org.lockstep.settings.value.ValueType;
import org.lockstep.settings.value.Values;
import org.lockstep.settings.value.WrongValueException;

/** How the threshold of the positive class of two is chosen on the examples to validate on. */
public sealed interface ThresholdRule {
  /** The type of the setting. */
  ValueType<ThresholdRule> TYPE =
      Values.any(
          Shape.TEXT,
          "f1, balanced, a probability, or a block such as { recall = 0.9 } or { false-positive = 1,"
              + " false-negative = 5 }",
          "f1",
          ThresholdRule::parse);

  /**
   * How good a threshold is; the greatest threshold of those that are equally good is chosen.
   *
   * @param truePositives weight of the positives that it retrieves
   * @param falsePositives weight of the negatives that it retrieves
   * @param positives weight of all positives
   * @param negatives weight of all negatives
   */
  double gain(double truePositives, double falsePositives, double positives, double negatives);

  /** The threshold itself, if the rule names it. */
  default Optional<Double> fixed() {
    return Optional.empty();
  }

  /** As the setting has it. */
  String described();

  /** The greatest F1 of the positive class. */
  record F1() implements ThresholdRule {
    @Override
    public double gain(double tp, double fp, double positives, double negatives) {
      return 2 * tp / (positives + tp + fp);
    }

    @Override
    public String described() {
      return "f1";
    }
  }

  /**
   * The greatest mean of the recalls of both classes.
   *
   * <p>Source: Youden, "Index for rating diagnostic tests", Cancer 3, 1950.
   */
  record Balanced() implements ThresholdRule {
    @Override
    public double gain(double tp, double fp, double positives, double negatives) {
      return tp / positives - fp / negatives;
    }

    @Override
    public String described() {
      return "balanced";
    }
  }

  /**
   * The greatest threshold that retrieves a share of the positives.
   *
   * @param recall the share, in (0, 1]
   */
  record Recall(double recall) implements ThresholdRule {
    @Override
    public double gain(double tp, double fp, double positives, double negatives) {
      return tp >= recall * positives ? 1 : 0;
    }

    @Override
    public String described() {
      return "recall " + recall;
    }
  }

  /**
   * The least costs of all mistakes.
   *
   * @param falsePositive the costs of a negative that is predicted as positive; 0 or more
   * @param falseNegative the costs of a positive that is predicted as negative; 0 or more
   */
  record Costs(double falsePositive, double falseNegative) implements ThresholdRule {
    @Override
    public double gain(double tp, double fp, double positives, double negatives) {
      return -(falsePositive * fp + falseNegative * (positives - tp));
    }

    @Override
    public String described() {
      return "costs %s of a false positive, %s of a false negative"
          .formatted(falsePositive, falseNegative);
    }
  }

  /**
   * A threshold that is given.
   *
   * @param threshold in (0, 1)
   */
  record Fixed(double threshold) implements ThresholdRule {
    @Override
    public double gain(double tp, double fp, double positives, double negatives) {
      throw new IllegalStateException("there is nothing to choose");
    }

    @Override
    public Optional<Double> fixed() {
      return Optional.of(threshold);
    }

    @Override
    public String described() {
      return String.valueOf(threshold);
    }
  }

  private static ThresholdRule parse(Object given) {
    Object plain = Values.withBlock(given, "as a block it must be such as {\"recall\": 0.9}");
    if (plain instanceof Map<?, ?> block) {
      return parse(block);
    }
    Optional<Double> number = Values.number(plain);
    if (number.isPresent()) {
      return new Fixed(inside(number.get(), number.get() < 1, "greater than 0 and less than 1"));
    }
    return switch (Plain.text(plain)) {
      case "f1" -> new F1();
      case "balanced" -> new Balanced();
      default -> throw new WrongValueException("it must be " + TYPE.rule());
    };
  }

  private static ThresholdRule parse(Map<?, ?> block) {
    if (block.keySet().equals(Set.of("recall"))) {
      double recall = number(block, "recall");
      return new Recall(inside(recall, recall <= 1, "a recall greater than 0, at most 1"));
    }
    if (block.keySet().equals(Set.of("false-positive", "false-negative"))) {
      double falsePositive = number(block, "false-positive");
      double falseNegative = number(block, "false-negative");
      if (!(falsePositive >= 0 && falseNegative >= 0 && falsePositive + falseNegative > 0)) {
        throw new WrongValueException("costs must be 0 or more, and not both 0");
      }
      return new Costs(falsePositive, falseNegative);
    }
    throw new WrongValueException("it must be " + TYPE.rule());
  }

  private static double number(Map<?, ?> block, String name) {
    return Values.number(String.valueOf(block.get(name)))
        .filter(Double::isFinite)
        .orElseThrow(() -> new WrongValueException("%s must be a number".formatted(name)));
  }

  private static double inside(double value, boolean isBelow, String rule) {
    if (!(value > 0 && isBelow)) {
      throw new WrongValueException("it must be " + rule);
    }
    return value;
  }
}
