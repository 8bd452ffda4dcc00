package org.lockstep.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lockstep.encoding.Task;
import org.lockstep.settings.ValidationMetric;

/** The metrics of a model on a set of examples. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "task")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Metrics.Classification.class, name = "classification"),
  @JsonSubTypes.Type(value = Metrics.Regression.class, name = "regression")
})
public sealed interface Metrics {
  /** The mean loss, as in training; of a regression for the scaled targets. */
  double loss();

  /** The number of examples. */
  long examples();

  /** The value of a metric; the loss where the task does not have the metric. */
  double value(ValidationMetric metric);

  /** The metrics of the task by their names in settings, the loss first. */
  default Map<String, Double> byName() {
    Task task = this instanceof Classification ? Task.CLASSIFICATION : Task.REGRESSION;
    Map<String, Double> values = new LinkedHashMap<>();
    ValidationMetric.of(task).forEach(metric -> values.put(metric.settingsName(), value(metric)));
    return values;
  }

  /**
   * For classes.
   *
   * @param accuracy share of the examples whose most probable class is their label
   */
  record Classification(double loss, long examples, double accuracy) implements Metrics {
    @Override
    public double value(ValidationMetric metric) {
      return switch (metric) {
        case ACCURACY -> accuracy;
        case LOSS, RMSE, R2 -> loss;
      };
    }
  }

  /**
   * For numbers, in the units of the data.
   *
   * @param rmse root of the mean squared error, over all targets
   * @param r2 1 - Σ(y - ŷ)² / Σ(y - ȳ)², the mean over the targets; NaN if a target is constant
   */
  record Regression(double loss, long examples, double rmse, double r2) implements Metrics {
    @Override
    public double value(ValidationMetric metric) {
      return switch (metric) {
        case RMSE -> rmse;
        case R2 -> r2;
        case LOSS, ACCURACY -> loss;
      };
    }
  }
}
