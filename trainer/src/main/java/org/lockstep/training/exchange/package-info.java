/**
 * How weights and sums travel between the driver and the executors, in two ways with the same bits.
 *
 * <p>{@link org.lockstep.training.exchange.JobExchange} runs a Spark job an iteration. {@link
 * org.lockstep.training.exchange.ResidentExchange} keeps one stage running, whose tasks hold their
 * lanes and serve commands; inside one JVM the arrays change hands, and the driver's thread, which
 * would have to wait, does one task's work; elsewhere they travel over Spark's RPC.
 *
 * <p>That line is an endpoint of Lockstep's own in Spark's RPC, opened by its plugin, where the
 * design had the plugin's messages. Those must be answered at once, so that tasks had to ask again
 * and again: two executor processes took 12.3 ms an iteration (the 10th percentile; 784-256-128-10,
 * batch 128, on two busy cores), and 5.2 with a reply that comes when the next command is there.
 *
 * <p>The resident stage is a plain stage, where the design had a barrier stage. A barrier stage
 * wants all that it is computed from to have its own number of partitions, which lanes that are cut
 * from chunks do not have; it starts every task again where one is lost; and it waits without end
 * for slots that do not come back. Here the failure of a task ends the stage, the iteration goes by
 * a job, in which Spark rebuilds what is lost by lineage, and then a new stage begins.
 */
@NullMarked
package org.lockstep.training.exchange;

import org.jspecify.annotations.NullMarked;
