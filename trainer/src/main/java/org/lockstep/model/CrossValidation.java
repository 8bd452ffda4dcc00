package org.lockstep.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.lockstep.metric.ValidationMetric;

/**
 * The result of a cross-validation: how good models are that were trained on all folds but one, on
 * that one. With the values {@code x_i} of a metric on k folds:
 *
 * <pre>
 *   mean           m = 1/k Σ x_i
 *   deviation      s = √(Σ (x_i - m)² / (k - 1))
 *   standard error     s / √k
 * </pre>
 *
 * @param folds in their order, two or more
 */
public record CrossValidation(List<Fold> folds) {
  /**
   * A trained fold.
   *
   * @param digest of its model
   * @param epochs that its model has trained, a fraction where it was validated within an epoch
   * @param validation the metrics of its model on the fold, by their names in settings
   */
  public record Fold(String digest, double epochs, Map<String, Double> validation) {
    /** Copies the map. */
    public Fold {
      validation = new LinkedHashMap<>(validation);
    }
  }

  /** Copies the list. */
  public CrossValidation {
    folds = List.copyOf(folds);
    if (folds.size() < 2) {
      throw new IllegalArgumentException("a cross-validation has two folds or more");
    }
  }

  /** The metrics that all folds have, by their names. */
  public List<String> metrics() {
    return folds.get(0).validation().keySet().stream()
        .filter(
            name ->
                folds.stream()
                    .map(fold -> fold.validation().get(name))
                    .allMatch(value -> value != null && Double.isFinite(value)))
        .toList();
  }

  /** The value of a metric on each fold. */
  public List<Double> values(String metric) {
    return folds.stream()
        .map(fold -> Objects.requireNonNull(fold.validation().get(metric)))
        .toList();
  }

  /** The mean of each metric over the folds. */
  public Map<String, Double> means() {
    return each(name -> mean(values(name)));
  }

  /** The standard deviation of each metric over the folds. */
  public Map<String, Double> deviations() {
    return each(name -> deviation(values(name)));
  }

  /** The standard error of the mean of each metric. */
  public Map<String, Double> standardErrors() {
    return each(name -> deviation(values(name)) / Math.sqrt(folds.size()));
  }

  private Map<String, Double> each(ToDoubleFunction<String> figure) {
    Map<String, Double> figures = new LinkedHashMap<>();
    metrics().forEach(name -> figures.put(name, figure.applyAsDouble(name)));
    return figures;
  }

  private static double mean(List<Double> values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.size();
  }

  private static double deviation(List<Double> values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (values.size() - 1));
  }

  /**
   * The epochs of a model of all rows: the median of the folds' epochs, of an even number of folds
   * the mean of the two in the middle, rounded to a whole number, 1 or more.
   */
  public int epochs() {
    List<Double> sorted = folds.stream().map(Fold::epochs).sorted().toList();
    int half = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    return (int) Math.max(1, Math.round(median));
  }

  /** The result as plain values, as the manifest has it. */
  public Map<String, Object> plain() {
    Map<String, Object> plain = new LinkedHashMap<>();
    plain.put("folds", folds.size());
    plain.put("mean", means());
    plain.put("deviation", deviations());
    plain.put("standard-error", standardErrors());
    Map<String, Object> values = new LinkedHashMap<>();
    metrics().forEach(name -> values.put(name, new ArrayList<>(values(name))));
    plain.put("values", values);
    plain.put("epochs", new ArrayList<>(folds.stream().map(Fold::epochs).toList()));
    plain.put("digests", new ArrayList<>(folds.stream().map(Fold::digest).toList()));
    return plain;
  }

  /** The cross-validation before the training of a model; empty if there was none. */
  public static Optional<CrossValidation> of(Provenance provenance) {
    if (!(provenance.training().get(Provenance.CROSS_VALIDATION) instanceof Map<?, ?> plain)
        || !(plain.get("epochs") instanceof List<?> epochs)
        || !(plain.get("digests") instanceof List<?> digests)
        || !(plain.get("values") instanceof Map<?, ?> values)
        || epochs.size() < 2
        || digests.size() != epochs.size()) {
      return Optional.empty();
    }
    List<Fold> folds = new ArrayList<>();
    for (int i = 0; i < epochs.size(); i++) {
      Map<String, Double> metrics = new LinkedHashMap<>();
      for (ValidationMetric metric : ValidationMetric.values()) {
        if (values.get(metric.settingsName()) instanceof List<?> its
            && its.size() == epochs.size()
            && its.get(i) instanceof Number value) {
          metrics.put(metric.settingsName(), value.doubleValue());
        }
      }
      folds.add(new Fold(String.valueOf(digests.get(i)), number(epochs.get(i)), metrics));
    }
    return Optional.of(new CrossValidation(folds));
  }

  private static double number(Object plain) {
    return plain instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
