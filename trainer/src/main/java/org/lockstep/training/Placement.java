package org.lockstep.training;

import org.lockstep.training.exchange.ExchangeChoice;
import org.lockstep.training.exchange.Traffic;

/**
 * How a run is distributed; the bits of its model depend on the number of lanes alone.
 *
 * @param lanes virtual workers, which divide the examples
 * @param partitions Spark partitions that hold the lanes
 * @param exchange the exchange of parameters and gradients, and the reason for its choice
 * @param traffic bytes that an iteration moves
 */
public record Placement(int lanes, int partitions, ExchangeChoice exchange, Traffic traffic) {}
