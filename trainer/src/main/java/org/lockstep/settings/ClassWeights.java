package org.lockstep.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lockstep.Quoted;
import org.lockstep.UserException;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Shape;
import org.lockstep.settings.value.ValueType;
import org.lockstep.settings.value.Values;
import org.lockstep.settings.value.WrongValueException;

/**
 * Weights of the classes in training: the weight of an example is multiplied by that of its class.
 * Metrics do not use them.
 *
 * @param balanced whether each class has the weight {@code n / (k n_c)}, for n examples to train
 *     on, k classes, and n_c examples of this one, as in scikit-learn; all classes together weigh
 *     the same then
 * @param byLabel weights by label, each a number of 0 or more; classes that are not named have 1
 */
public record ClassWeights(boolean balanced, SortedMap<String, Double> byLabel) {
  /** Weight 1 for each class. */
  public static final ClassWeights EQUAL = new ClassWeights(false, new TreeMap<>());

  /** Balanced weights: greater for classes with fewer examples. */
  public static final ClassWeights BALANCED = new ClassWeights(true, new TreeMap<>());

  /** The type of the setting: the word balanced, or a block of weights by label. */
  static final ValueType<ClassWeights> TYPE =
      Values.any(
          Shape.TEXT,
          "balanced, or a block of weights by label, each a number, 0 or more",
          "balanced",
          ClassWeights::parse);

  /** Copies the map. */
  public ClassWeights {
    byLabel = new TreeMap<>(byLabel);
  }

  /**
   * The weight of each class, in the order of the network's outputs; none if all are equal.
   *
   * @param labels of the classes
   * @param counts examples to train on of each class
   * @throws UserException if a label is named that there is not
   */
  public List<Double> of(List<Object> labels, List<Long> counts) {
    List<Double> weights = new ArrayList<>();
    if (balanced) {
      double examples = counts.stream().mapToLong(n -> n).sum();
      for (long count : counts) {
        weights.add(count == 0 ? 0 : examples / ((double) labels.size() * count));
      }
      return weights;
    }
    if (byLabel.isEmpty()) {
      return List.of();
    }
    requireKnown(labels);
    for (Object label : labels) {
      weights.add(byLabel.getOrDefault(String.valueOf(label), 1.0));
    }
    return weights;
  }

  /**
   * Checks that the data have all labels that are named.
   *
   * @throws UserException if one is not
   */
  public void requireKnown(List<Object> labels) {
    List<String> names = labels.stream().map(String::valueOf).toList();
    for (String name : byLabel.keySet()) {
      if (!names.contains(name)) {
        throw unknown(TrainingKeys.CLASS_WEIGHTS, name, labels);
      }
    }
  }

  /**
   * The error of a setting that names a class that the data do not have.
   *
   * @param labels of the classes that they have
   */
  public static UserException unknown(Setting<?> setting, String name, List<Object> labels) {
    return new UserException(
        "%s names the class %s, which the data do not have"
            .formatted(setting.key(), Quoted.of(name)),
        setting.key(),
        "the classes are " + Quoted.list(labels));
  }

  private static ClassWeights parse(Object given) {
    Object plain =
        Values.withBlock(given, "as weights by label it must be such as {\"yes\": 3, \"no\": 1}");
    if (!(plain instanceof Map<?, ?> block)) {
      return Values.oneOf(List.of(BALANCED), weights -> "balanced").parse(plain);
    }
    SortedMap<String, Double> byLabel = new TreeMap<>();
    block.forEach(
        (label, value) -> {
          double weight =
              Values.number(value)
                  .orElseThrow(() -> new WrongValueException("it must be a number, such as 0.9"));
          if (!(weight >= 0 && weight <= Float.MAX_VALUE)) {
            throw new WrongValueException(
                "the weight of %s must be a number, 0 or more".formatted(label));
          }
          byLabel.put(String.valueOf(label), weight);
        });
    return new ClassWeights(false, byLabel);
  }
}
