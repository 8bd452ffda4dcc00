/**
 * Sends parameters to the executors and sums back to the driver, in three ways with the same bits.
 *
 * <p>{@link org.lockstep.training.exchange.JobExchange} runs a Spark job per iteration. {@link
 * org.lockstep.training.exchange.ResidentExchange} keeps one stage running, whose tasks hold their
 * lanes and serve commands. In one JVM arrays are passed by reference; in other JVMs they travel
 * over Spark's RPC, once an executor. With the {@link org.lockstep.training.exchange.sharded
 * sharded} protocol the tasks add the gradient up among themselves.
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
 */
@NullMarked
package org.lockstep.training.exchange;

import org.jspecify.annotations.NullMarked;
