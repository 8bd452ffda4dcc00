package org.lockstep.training.metric;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.lockstep.metric.Sums;

/**
 * Registry of the metrics of each class that {@code evaluate} computes beside those over all
 * examples; see the package for values where one is not defined.
 *
 * <p>To add one, add a constant: its formula says what it is computed from. Results, text and
 * reports iterate over the constants, in their order.
 */
@SuppressWarnings("ImmutableEnumChecker") // the formulas hold no state
public enum ClassMetric {
  /** The share of the predictions of the class that are correct. */
  PRECISION(new Formula.OfCounts(Sums.Count::precision)),

  /** The share of the examples of the class that are predicted as it. */
  RECALL(new Formula.OfCounts(Sums.Count::recall)),

  /** The harmonic mean of precision and recall. */
  F1(new Formula.OfCounts(Sums.Count::f1)),

  /** The area under the ROC curve, see {@link ScoreDistribution#rocAuc}. */
  ROC_AUC(new Formula.OfAreas(Sums.Areas::roc)),

  /** The average precision, see {@link ScoreDistribution#averagePrecision}. */
  PR_AUC(new Formula.OfAreas(Sums.Areas::pr));

  /** What a metric is computed from. */
  private sealed interface Formula {
    /** The weights of the examples; macro and weighted means over the classes follow from it. */
    record OfCounts(ToDoubleFunction<Sums.Count> of) implements Formula {}

    /** The scores of the class against the rest. */
    record OfAreas(ToDoubleFunction<Sums.Areas> of) implements Formula {}
  }

  private final Formula formula;

  ClassMetric(Formula formula) {
    this.formula = formula;
  }

  /** Its name in results, such as {@code roc-auc}. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All of them, a value for each class. */
  static Map<ClassMetric, List<Double>> byClass(Sums.Classes classes) {
    Map<ClassMetric, List<Double>> byClass = new EnumMap<>(ClassMetric.class);
    for (ClassMetric metric : values()) {
      byClass.put(
          metric,
          metric.formula instanceof Formula.OfCounts counts
              ? classes.counts().stream().map(counts.of()::applyAsDouble).toList()
              : classes.areas().stream()
                  .map(((Formula.OfAreas) metric.formula).of()::applyAsDouble)
                  .toList());
    }
    return byClass;
  }

  /** Those that have macro and weighted means over the classes. */
  static Map<ClassMetric, ToDoubleFunction<Sums.Count>> withMeans() {
    Map<ClassMetric, ToDoubleFunction<Sums.Count>> formulas = new EnumMap<>(ClassMetric.class);
    for (ClassMetric metric : values()) {
      if (metric.formula instanceof Formula.OfCounts counts) {
        formulas.put(metric, counts.of());
      }
    }
    return formulas;
  }
}
