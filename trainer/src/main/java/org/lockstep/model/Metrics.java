package org.lockstep.model;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.lockstep.encoding.Task;
import org.lockstep.metric.Sums;
import org.lockstep.metric.ValidationMetric;

/**
 * Metrics of a model on a set of examples. In JSON a flat object: the task, the loss, the number of
 * examples, and the other metrics by their names in settings.
 *
 * @param examples their number
 * @param values those that were computed; the loss at least
 */
public record Metrics(Task task, long examples, Map<ValidationMetric, Double> values) {
  private static final Map<String, Task> TASKS = byName(List.of(Task.values()), Task::settingsName);

  /** Copies the map, in the order of the registry. */
  public Metrics {
    EnumMap<ValidationMetric, Double> ordered = new EnumMap<>(ValidationMetric.class);
    ordered.putAll(values);
    values = Collections.unmodifiableMap(ordered);
  }

  /** Computes metrics of a task. */
  public static Metrics of(Task task, Sums sums, Collection<ValidationMetric> metrics) {
    Map<ValidationMetric, Double> values = new EnumMap<>(ValidationMetric.class);
    metrics.forEach(metric -> values.put(metric, metric.of(sums)));
    return new Metrics(task, sums.examples(), values);
  }

  /** The mean loss, as in training; of a regression for the scaled targets. */
  public double loss() {
    return value(ValidationMetric.LOSS);
  }

  /** The value of a metric; NaN if there is none. */
  public double value(ValidationMetric metric) {
    return values.getOrDefault(metric, Double.NaN);
  }

  /** The value of a metric as a quantity of which less is better. */
  public double asLoss(ValidationMetric metric) {
    return metric.asLoss(value(metric));
  }

  /** The metrics by their names in settings, the loss first. */
  public Map<String, Double> byName() {
    return ValidationMetric.byName(values);
  }

  @JsonValue
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("task", task.settingsName());
    json.put("loss", loss());
    json.put("examples", examples);
    json.putAll(byName());
    return json;
  }

  @JsonCreator
  static Metrics read(
      @JsonProperty("task") String task,
      @JsonProperty("loss") double loss,
      @JsonProperty("examples") long examples,
      @JsonAnySetter Map<String, Double> others) {
    Map<ValidationMetric, Double> values = new EnumMap<>(ValidationMetric.class);
    values.put(ValidationMetric.LOSS, loss);
    Task known = known(TASKS, task, "the task");
    Map<String, ValidationMetric> metrics =
        byName(ValidationMetric.of(known), ValidationMetric::settingsName);
    others.forEach(
        (name, value) -> {
          if (value == null) { // no setting of Jackson's refuses this null
            throw new IllegalArgumentException("%s is null".formatted(name));
          }
          values.put(known(metrics, name, "the metric"), value);
        });
    return new Metrics(known, examples, values);
  }

  private static <T> Map<String, T> byName(List<T> all, Function<T, String> name) {
    return all.stream().collect(Collectors.toMap(name, one -> one));
  }

  private static <T> T known(Map<String, T> all, String name, String what) {
    T known = all.get(name);
    if (known == null) {
      throw new IllegalArgumentException("%s %s is not known".formatted(what, name));
    }
    return known;
  }
}
