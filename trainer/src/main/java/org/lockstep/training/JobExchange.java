package org.lockstep.training;

import java.io.Serializable;
import java.util.Iterator;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.BatchPlan;
import org.lockstep.data.BatchPlan.Batch;
import org.lockstep.data.DealtLanes;
import org.lockstep.data.Lane;
import org.lockstep.data.Task;
import org.lockstep.network.Topology;

/**
 * One Spark job an iteration: a broadcast out, the sums of subtrees back.
 *
 * <p>It needs nothing but plain lineage: lost tasks run again, dynamic allocation and speculation
 * are welcome. It costs what a Spark job costs, some ten milliseconds an iteration.
 */
final class JobExchange implements Exchange {
  private final DealtLanes train;
  private final Topology topology;
  private final Task task;
  private final long seed;

  JobExchange(DealtLanes train, Topology topology, Task task, long seed) {
    this.train = train;
    this.topology = topology;
    this.task = task;
    this.seed = seed;
  }

  @Override
  public GradientSum gradient(float[] parameters, Batch batch) {
    BatchPlan plan = train.plan();
    long order = seed;
    LaneTask<GradientSum> work = (worker, lane) -> worker.gradient(lane, plan, batch, order);
    return run(parameters, train, work, GradientSum::add);
  }

  @Override
  public MetricSum metrics(float[] parameters, DealtLanes lanes) {
    return run(parameters, lanes, LaneWorker::metrics, MetricSum::add);
  }

  @Override
  public void close() {
    // every job has left the executors as it found them
  }

  /** What is computed of each lane. */
  private interface LaneTask<T> extends BiFunction<LaneWorker, Lane, @Nullable T>, Serializable {}

  /** An addition that can travel. */
  private interface Addition<T> extends BinaryOperator<T>, Serializable {}

  private <T> T run(float[] parameters, DealtLanes lanes, LaneTask<T> work, Addition<T> addition) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(lanes.lanes().context());
    Broadcast<float[]> theta = spark.broadcast(parameters);
    try {
      int laneCount = lanes.plan().lanes();
      int largestShare = train.plan().largestShare();
      Topology topology = this.topology;
      Task task = this.task;
      LaneTree<T> tree = new LaneTree<>(laneCount, addition);
      lanes
          .lanes()
          .mapPartitions(
              (Iterator<Lane> mine) -> {
                LaneWorker worker = ThreadWorker.of(topology, task, largestShare);
                worker.load(theta.value());
                LaneTree<T> subtrees = new LaneTree<>(laneCount, addition);
                mine.forEachRemaining(
                    lane -> subtrees.addLane(lane.index(), work.apply(worker, lane)));
                return subtrees.subtrees().iterator();
              })
          .collect()
          .forEach(tree::add);
      return tree.total();
    } finally {
      theta.destroy();
    }
  }
}
