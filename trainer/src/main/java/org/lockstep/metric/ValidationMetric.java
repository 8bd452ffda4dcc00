package org.lockstep.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lockstep.encoding.Task;
import org.lockstep.settings.value.ValueType;
import org.lockstep.settings.value.Values;

/**
 * Registry of the metrics over all examples. {@code evaluate} computes all of a task; a validation
 * those that are {@linkplain Cost#ALWAYS always computed}, and those that the settings name. A run
 * may stop by each of them.
 *
 * <p>To add one, add a constant: the tasks that have it, the direction, what it needs, the formula.
 * Settings, the manifest, the history, curves and reports iterate over the constants.
 */
@SuppressWarnings("ImmutableEnumChecker") // the sets are of Set.of, and the formulas hold no state
public enum ValidationMetric {
  /** The mean loss {@code Σ w J / Σ w}, as in training; of a regression for the scaled targets. */
  LOSS(Set.of(Task.values()), Better.LESS, Cost.ALWAYS, sums -> sums.loss() / sums.weight()),

  /** Share of the examples whose most probable class, the first of equals, is their label. */
  ACCURACY(
      Set.of(Task.CLASSIFICATION),
      Better.GREATER,
      Cost.ALWAYS,
      sums -> sums.correct() / sums.weight()),

  /** {@code √(Σ w (y - ŷ)² / Σ w)} in the units of the data, over all targets. */
  RMSE(Set.of(Task.REGRESSION), Better.LESS, Cost.ALWAYS, NumberFormulas::rootMeanSquare),

  /** {@code 1 - Σ w (y - ŷ)² / Σ w (y - ȳ)²}, the mean over the targets; NaN if one is constant. */
  R2(Set.of(Task.REGRESSION), Better.GREATER, Cost.ALWAYS, NumberFormulas::explainedShare),

  /** The mean of -ln of the label's probability, which is taken to be 2⁻⁵² at least. */
  LOG_LOSS(
      Set.of(Task.CLASSIFICATION),
      Better.LESS,
      Cost.SUMS,
      sums -> sums.ofClasses().logLoss() / sums.weight()),

  /**
   * The mean of the squared errors of the probabilities, summed over the classes; of two classes,
   * of the second alone.
   *
   * <p>Source: Brier, "Verification of forecasts expressed in terms of probability", Monthly
   * Weather Review 78, 1950.
   */
  BRIER(
      Set.of(Task.CLASSIFICATION),
      Better.LESS,
      Cost.SUMS,
      sums -> sums.ofClasses().brier() / sums.weight()),

  /**
   * The expected calibration error: how far the probability of the positive class is from its
   * frequency, the mean over ten bins of equal width, each weighted by its examples; without a
   * positive class, of the most probable class from the accuracy.
   *
   * <p>Source: Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", ICML
   * 2017, equation 3.
   */
  CALIBRATION_ERROR(
      Set.of(Task.CLASSIFICATION), Better.LESS, Cost.SUMS, ClassFormulas::calibrationError),

  /** The mean of the recalls of the classes that occur among the labels. */
  BALANCED_ACCURACY(
      Set.of(Task.CLASSIFICATION), Better.GREATER, Cost.SUMS, ClassFormulas::balancedAccuracy),

  /** The mean F1 of the classes that occur among labels or predictions. */
  F1(Set.of(Task.CLASSIFICATION), Better.GREATER, Cost.SUMS, sums -> sums.macro(Sums.Count::f1)),

  /** The mean F1 of all classes, weighted by their examples. */
  F1_WEIGHTED(
      Set.of(Task.CLASSIFICATION),
      Better.GREATER,
      Cost.SUMS,
      sums -> sums.weighted(Sums.Count::f1)),

  /** The F1 of the positive class; NaN if there is none. */
  F1_POSITIVE(Sums.Count::f1),

  /** The share of the predictions of the positive class that are correct; NaN if there is none. */
  PRECISION_POSITIVE(Sums.Count::precision),

  /** The share of the examples of the positive class that are predicted as it; NaN if none is. */
  RECALL_POSITIVE(Sums.Count::recall),

  /**
   * Matthews' correlation coefficient of labels and predictions; 0 if one of them is constant.
   *
   * <p>Source: Gorodkin, "Comparing two K-category assignments by a K-category correlation
   * coefficient", Computational Biology and Chemistry 28, 2004.
   */
  MCC(Set.of(Task.CLASSIFICATION), Better.GREATER, Cost.SUMS, ClassFormulas::correlation),

  /**
   * The area under the receiver operating characteristic of the positive class against the rest;
   * without a positive class the mean over the classes that have one.
   */
  ROC_AUC(
      Set.of(Task.CLASSIFICATION),
      Better.GREATER,
      Cost.SCORES,
      sums -> ClassFormulas.area(sums, Sums.Areas::roc)),

  /** The average precision of the positive class; without one the mean over the classes. */
  PR_AUC(
      Set.of(Task.CLASSIFICATION),
      Better.GREATER,
      Cost.SCORES,
      sums -> ClassFormulas.area(sums, Sums.Areas::pr)),

  /** The mean absolute error in the units of the data, over all targets. */
  MAE(Set.of(Task.REGRESSION), Better.LESS, Cost.SUMS, NumberFormulas::absolute),

  /** The mean of {@code |y - ŷ| / max(|y|, 2⁻⁵²)}, over all targets; 0.1 is 10 %. */
  MAPE(Set.of(Task.REGRESSION), Better.LESS, Cost.SUMS, NumberFormulas::relative),

  /**
   * The root of the mean of {@code (ln(1 + y) - ln(1 + ŷ))²}, over all targets. A prediction below
   * 0 counts as 0; NaN if a target is below 0.
   */
  RMSLE(Set.of(Task.REGRESSION), Better.LESS, Cost.SUMS, NumberFormulas::rootMeanSquaredLog),

  /** {@code 1 - Var(y - ŷ) / Var(y)}, the mean over the targets; NaN if one is constant. */
  EXPLAINED_VARIANCE(
      Set.of(Task.REGRESSION), Better.GREATER, Cost.SUMS, NumberFormulas::explainedVariance);

  /** The direction in which a metric improves. */
  private enum Better {
    LESS,
    GREATER
  }

  /** What a metric needs. */
  public enum Cost {
    /** A few sums, which each validation computes. */
    ALWAYS,
    /** More sums over the examples. */
    SUMS,
    /** The scores of all examples, on the driver. */
    SCORES
  }

  private final Set<Task> tasks;
  private final Better better;
  private final Cost cost;
  private final ToDoubleFunction<Sums> formula;
  private final boolean isOfPositive;

  ValidationMetric(Set<Task> tasks, Better better, Cost cost, ToDoubleFunction<Sums> formula) {
    this.tasks = tasks;
    this.better = better;
    this.cost = cost;
    this.formula = formula;
    isOfPositive = false;
  }

  /** A metric of the positive class alone. */
  ValidationMetric(ToDoubleFunction<Sums.Count> ofPositive) {
    tasks = Set.of(Task.CLASSIFICATION);
    better = Better.GREATER;
    cost = Cost.SUMS;
    formula = sums -> ClassFormulas.ofPositive(sums, ofPositive);
    isOfPositive = true;
  }

  /** Its name in settings and results, such as {@code accuracy}. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What it needs. */
  public Cost cost() {
    return cost;
  }

  /** Whether it is of the positive class alone, and of no model that has none. */
  public boolean isOfPositive() {
    return isOfPositive;
  }

  /** Whether it needs the scores of the classes, and not the predicted class alone. */
  public boolean isOfScores() {
    return cost == Cost.SCORES || Set.of(LOG_LOSS, BRIER, CALIBRATION_ERROR).contains(this);
  }

  /** Whether of two values the greater one is better. */
  public boolean isGreaterBetter() {
    return better == Better.GREATER;
  }

  /** Its value for the examples that were summed; of a task that has it. */
  public double of(Sums sums) {
    return formula.applyAsDouble(sums);
  }

  /** How much better {@code value} is than {@code other}; NaN if one of them is. */
  public double gain(double value, double other) {
    return sign() * (value - other);
  }

  /** The value as a quantity of which less is better: itself, or its negative. */
  public double asLoss(double value) {
    return better == Better.LESS ? value : -value;
  }

  /** The worst possible value. */
  public double worst() {
    return sign() * Double.NEGATIVE_INFINITY;
  }

  private int sign() {
    return better == Better.GREATER ? 1 : -1;
  }

  /** The metrics of a task, the loss first. */
  public static List<ValidationMetric> of(Task task) {
    return Stream.of(values()).filter(metric -> metric.tasks.contains(task)).toList();
  }

  /** The metrics of a task that each validation computes, the loss first. */
  public static List<ValidationMetric> alwaysOf(Task task) {
    return of(task).stream().filter(metric -> metric.cost == Cost.ALWAYS).toList();
  }

  /** Values of metrics by their names, in the order of the constants. */
  public static Map<String, Double> byName(Map<ValidationMetric, Double> values) {
    Map<String, Double> byName = new LinkedHashMap<>();
    new TreeMap<>(values).forEach((metric, value) -> byName.put(metric.settingsName(), value));
    return byName;
  }

  /** The names of the metrics of a task, such as {@code loss, rmse or r2}. */
  public static String names(Task task) {
    String names = joined(of(task));
    int last = names.lastIndexOf(", ");
    return names.substring(0, last) + " or " + names.substring(last + 2);
  }

  /** The names of metrics, such as {@code loss, rmse, r2}. */
  public static String joined(List<ValidationMetric> metrics) {
    return metrics.stream().map(ValidationMetric::settingsName).collect(Collectors.joining(", "));
  }

  /** Reads one of the metrics, of whatever task. */
  public static ValueType<ValidationMetric> type() {
    return Values.oneOf(List.of(values()), ValidationMetric::settingsName);
  }

  /** Reads a list of metrics, each of whatever task. */
  public static ValueType<List<ValidationMetric>> list() {
    return Values.listOf(type());
  }

  /** Reads a list of the metrics of a task. */
  public static ValueType<List<ValidationMetric>> listFor(Task task) {
    return Values.listOf(typeFor(task));
  }

  /** Reads one of the metrics of a task. */
  public static ValueType<ValidationMetric> typeFor(Task task) {
    return Values.oneOf(of(task), ValidationMetric::settingsName);
  }
}
