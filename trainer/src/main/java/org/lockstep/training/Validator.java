package org.lockstep.training;

import org.jspecify.annotations.Nullable;
import org.lockstep.data.lane.DealtLanes;
import org.lockstep.model.Metrics;
import org.lockstep.training.exchange.Exchange;
import org.lockstep.training.metric.WantedMetrics;

/**
 * Computes the metrics of the validation examples.
 *
 * @param exchange sends the parameters to them
 * @param examples in lanes; null if there are none
 * @param wanted the metrics
 */
record Validator(Exchange exchange, @Nullable DealtLanes examples, WantedMetrics wanted) {
  /** The metrics of the parameters θ on examples in lanes. */
  Metrics metrics(float[] theta, DealtLanes lanes) {
    return exchange.metrics(theta, lanes).metrics(wanted);
  }
}
