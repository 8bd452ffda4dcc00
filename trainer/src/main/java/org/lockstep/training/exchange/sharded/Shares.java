package org.lockstep.training.exchange.sharded;

import java.io.Serializable;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.optimization.StepSettings;

/**
 * What the peers of a sharded exchange know of the run beside their lanes.
 *
 * @param parameters number of them
 * @param plan assigns examples to mini-batches
 * @param step of an iteration
 */
record Shares(int parameters, BatchPlan plan, StepSettings step) implements Serializable {}
