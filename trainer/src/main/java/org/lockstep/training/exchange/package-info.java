/**
 * Sends parameters to the executors and sums back to the driver, in two ways with the same bits.
 *
 * <p>{@link org.lockstep.training.exchange.JobExchange} runs a Spark job per iteration. {@link
 * org.lockstep.training.exchange.ResidentExchange} keeps one stage running, whose tasks hold their
 * lanes and serve commands. In one JVM arrays are passed by reference; in other JVMs they travel
 * over Spark's RPC.
 *
 * <p>A resident stage is made of:
 *
 * <pre>
 *   ResidentStage      the Spark stage: starts it, watches its tasks, ends it
 *   ResidentHub        the current round: its command, and a result per partition
 *   LocalTasks         tasks in the driver's JVM, which wait for commands on their threads
 *   RemoteTasks        tasks in other JVMs, whose RPC replies are held back
 * </pre>
 *
 * <p>Tasks in other JVMs use an RPC endpoint of Lockstep's own, which its plugin registers, not
 * Spark's plugin messages: the driver must reply to those at once, so that waiting tasks have to
 * poll. With polling, two executor processes took 12.3 ms an iteration (10th percentile;
 * 784-256-128-10, batch 128, on two busy cores), with held-back replies 5.2.
 *
 * <p>The driver thread does its own part of an iteration alone. Two alternatives were measured
 * together and rejected: idle tasks take ranges of the driver's loops, and in local mode the driver
 * computes one task's results. Milliseconds an iteration, median (10th percentile), with both
 * alternatives and with neither, alternating in one process; local mode, 2 partitions, batch 128, 2
 * cores under other load, 2026-11-30.
 *
 * <pre>
 *                                   both             neither
 *   SGD,   35 thousand parameters     3.4 (1.3)        2.4 (1.2)
 *   Adam,  35 thousand parameters     5.9 (2.7)        4.2 (2.4)
 *   Adam, 2.6 million parameters      373 (160)        330 (147)
 *   Adam,  10 million parameters      694 (447)        731 (462)
 * </pre>
 *
 * <p>The resident stage is a plain stage, not a barrier stage. A barrier stage requires all RDDs
 * that it computes to have its number of partitions, which lanes cut from chunks do not have; it
 * restarts every task when one is lost; and it waits forever for slots that do not come back. Here
 * a failed task ends the stage, a job does the iteration, in which Spark rebuilds lost lanes by
 * lineage, and then a new stage starts.
 */
@NullMarked
package org.lockstep.training.exchange;

import org.jspecify.annotations.NullMarked;
