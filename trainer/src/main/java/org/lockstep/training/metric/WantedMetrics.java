package org.lockstep.training.metric;

import java.io.Serializable;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.metric.ValidationMetric.Cost;

/**
 * Which metrics a validation computes.
 *
 * @param metrics those that are always computed, and those that the settings name
 * @param target what the outputs of the network mean
 */
public record WantedMetrics(Set<ValidationMetric> metrics, TargetEncoding target)
    implements Serializable {
  /** Copies the set, and adds the metrics that are always computed. */
  public WantedMetrics {
    EnumSet<ValidationMetric> all = EnumSet.noneOf(ValidationMetric.class);
    all.addAll(ValidationMetric.alwaysOf(target.task()));
    all.addAll(metrics);
    metrics = Collections.unmodifiableSet(all);
  }

  /** No metrics but those that are always computed. */
  public static WantedMetrics usual(TargetEncoding target) {
    return new WantedMetrics(Set.of(), target);
  }

  /** Whether one of them is not always computed. */
  boolean needsDetails() {
    return metrics.stream().anyMatch(metric -> metric.cost() != Cost.ALWAYS);
  }

  /**
   * The number of scores of each example that the driver gets: 1 for the positive class, or one of
   * each class; 0 if no metric needs them.
   */
  public int scores() {
    if (metrics.stream().noneMatch(metric -> metric.cost() == Cost.SCORES)) {
      return 0;
    }
    return positive().isPresent() ? 1 : target.outputs();
  }

  /** One of them that is of a positive class, if there is none. */
  public Optional<ValidationMetric> lacksPositive() {
    return positive().isPresent()
        ? Optional.empty()
        : metrics.stream().filter(ValidationMetric::isOfPositive).findFirst();
  }

  /** The first class whose scores the driver gets. */
  int firstScored() {
    return positive().orElse(0);
  }

  /** The class that the metrics of one class are of; empty if there is none. */
  OptionalInt positive() {
    return target instanceof TargetEncoding.Classes classes
        ? classes.positiveIndex()
        : OptionalInt.empty();
  }
}
