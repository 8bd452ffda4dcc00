package org.lockstep.training.exchange.sharded;

import java.io.Serializable;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.optimization.StepSettings;

/**
 * What the tasks of a sharded exchange know of the run beside their lanes.
 *
 * @param ranges of the parameters, one a task
 * @param plan assigns examples to mini-batches
 * @param step of an iteration
 */
record Shares(Ranges ranges, BatchPlan plan, StepSettings step) implements Serializable {}
