/**
 * One Spark stage that keeps running, whose tasks hold their lanes and serve the driver's commands.
 *
 * <p>A resident stage is made of:
 *
 * <pre>
 *   ResidentStage      the Spark stage: starts it, watches its tasks, ends it
 *   ResidentHub        the current round: its command, and a result per partition
 *   LocalTasks         tasks in the driver's JVM, which wait for commands on their threads
 *   RemoteTasks        executors in other JVMs, whose RPC replies are held back
 *   Combiner           where the tasks of an executor meet: one message for all of them
 *   HubClient, Pieces  messages and commands of any length, in pieces
 *   Uplink, Uplinks    gradients by connections of the driver to its executors' ports, if there are
 *   ArrivingGradient   adds up what executors send, range by range
 * </pre>
 *
 * <p>So θ passes the driver's link once an executor each way, not once a task. The tasks meet in
 * their JVM, and are not one task that takes all cores by a resource profile: this works with
 * executors of different sizes, with a task that joins late or is started again, and with any
 * scheduler, and a lane reads its blocks on the thread of its task. Neighbouring partitions are
 * asked to be on one executor ({@link org.lockstep.spark.PartitionHomes}); if Spark puts them
 * elsewhere, more sums are sent, and the bits are the same.
 *
 * <p>What the driver holds does not grow with the executors. It encodes a long command piece by
 * piece, and executors send long gradients in messages of their ranges, a few at a time: a range is
 * added in the lanes' tree as it comes, and its executors wait for the reply, and so with the
 * ranges after the next ones, until it has come from all. With 16 executors and 40 MB of parameters
 * that is 2.8 vectors at the most (DriverMemoryTest): θ, the gradient, and sums that wait for
 * others; with the ranges of the sharded exchange, which wait for none, 2.0. Beside them are the
 * state of the optimizer, the best parameters that early stopping keeps, and, while a checkpoint is
 * written, a copy of all these.
 *
 * <p>Tasks in other JVMs use an RPC endpoint of Lockstep's own, which its plugin registers, not
 * Spark's plugin messages: the driver must reply to those at once, so that waiting tasks have to
 * poll. With polling, two executor processes took 12.3 ms an iteration (10th percentile;
 * 784-256-128-10, batch 128, on two busy cores), with held-back replies 5.2.
 *
 * <p>The resident stage is a plain stage, not a barrier stage. A barrier stage requires all RDDs
 * that it computes to have its number of partitions, which lanes cut from chunks do not have; it
 * restarts every task when one is lost; and it waits forever for slots that do not come back. Here
 * a failed task ends the stage, a job does the iteration, in which Spark rebuilds lost lanes by
 * lineage, and then a new stage starts.
 */
@NullMarked
package org.lockstep.training.exchange.resident;

import org.jspecify.annotations.NullMarked;
