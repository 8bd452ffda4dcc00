package org.lockstep.training.metric;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.lockstep.metric.ValidationMetric;

/**
 * Registry of the metrics that {@code evaluate} computes beside each {@link ValidationMetric}; see
 * the package for values where one is not defined.
 *
 * <p>To add one, add a constant: its formula says what it is computed from. Results, text and
 * reports iterate over the constants, in their order.
 */
@SuppressWarnings("ImmutableEnumChecker") // the formulas hold no state
public enum EvaluationMetric {
  /** The mean of -ln of the label's probability, which is taken to be 2⁻⁵² at least. */
  LOG_LOSS(new Formula.OfClasses(sum -> sum.logLoss / sum.weight)),

  /**
   * The mean of the squared errors of the probabilities, summed over the classes; of two classes,
   * of the second alone.
   *
   * <p>Source: Brier, "Verification of forecasts expressed in terms of probability", Monthly
   * Weather Review 78, 1950.
   */
  BRIER(new Formula.OfClasses(sum -> sum.brier / sum.weight)),

  /** The share of the predictions of the class that are correct. */
  PRECISION(new Formula.OfEachClass((sum, c) -> ratio(sum.correct[c], sum.predicted[c]))),

  /** The share of the examples of the class that are predicted as it. */
  RECALL(new Formula.OfEachClass((sum, c) -> ratio(sum.correct[c], sum.support[c]))),

  /** The harmonic mean of precision and recall. */
  F1(
      new Formula.OfEachClass(
          (sum, c) -> ratio(2 * sum.correct[c], sum.predicted[c] + sum.support[c]))),

  /** The area under the ROC curve, see {@link ScoreDistribution#rocAuc}. */
  ROC_AUC(new Formula.OfScores(ScoreDistribution::rocAuc)),

  /** The average precision, see {@link ScoreDistribution#averagePrecision}. */
  PR_AUC(new Formula.OfScores(ScoreDistribution::averagePrecision)),

  /** The mean absolute error in the units of the data, over all targets. */
  MAE(new Formula.OfNumbers(NumberSum::meanAbsoluteError)),

  /** {@code 1 - Var(y - ŷ) / Var(y)}, the mean over the targets. */
  EXPLAINED_VARIANCE(new Formula.OfNumbers((sum, divisor) -> sum.explainedVariance()));

  private final Formula formula;

  EvaluationMetric(Formula formula) {
    this.formula = formula;
  }

  /** Its name in results, such as {@code log-loss}. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The metrics with a kind of formula. */
  static <F extends Formula> Map<EvaluationMetric, F> with(Class<F> kind) {
    Map<EvaluationMetric, F> formulas = new EnumMap<>(EvaluationMetric.class);
    for (EvaluationMetric metric : values()) {
      if (kind.isInstance(metric.formula)) {
        formulas.put(metric, kind.cast(metric.formula));
      }
    }
    return formulas;
  }

  private static double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
