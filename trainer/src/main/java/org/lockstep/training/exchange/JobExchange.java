package org.lockstep.training.exchange;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.data.lane.DealtLanes;
import org.lockstep.data.lane.Lane;
import org.lockstep.data.table.JavaBytes;
import org.lockstep.data.table.JobDescription;
import org.lockstep.training.exchange.task.TaskMetrics;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.exchange.task.ThreadWorker;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneContext;
import org.lockstep.training.lane.LaneTree;
import org.lockstep.training.lane.LaneWorker;
import org.lockstep.training.lane.MetricSum;

/**
 * Runs one Spark job per iteration: broadcasts the parameters and collects the sums of subtrees.
 *
 * <p>It relies on lineage alone, so Spark reruns lost tasks, and dynamic allocation and speculation
 * may be on. A job costs about ten milliseconds.
 */
public final class JobExchange implements Exchange {
  private final DealtLanes train;
  private final LaneContext context;
  private ExchangeTiming timing = ExchangeTiming.NONE;

  /**
   * Creates the exchange.
   *
   * @param train the lanes to train on
   */
  public JobExchange(DealtLanes train, LaneContext context) {
    this.train = train;
    this.context = context;
  }

  @Override
  public GradientSum gradient(float[] parameters, Batch batch) {
    int length = context.topology().sparseOffset();
    LaneJob<GradientSum> job = (worker, lane) -> worker.gradient(lane, batch, new float[length]);
    return JobDescription.during(
        train.lanes().context(),
        "epoch %d, iteration %d".formatted(batch.epoch() + 1, train.plan().iteration(batch) + 1),
        () -> sum(parameters, train, job, GradientSum::add, GradientSum.class));
  }

  @Override
  public MetricSum metrics(float[] parameters, DealtLanes lanes) {
    return JobDescription.during(
        lanes.lanes().context(),
        "validating",
        () -> sum(parameters, lanes, LaneWorker::metrics, MetricSum::add, MetricSum.class));
  }

  @Override
  public ExchangeTiming timing() {
    return timing;
  }

  @Override
  public void close() {
    // nothing stays on the executors between jobs
  }

  /** Computes a sum over a lane; null if the lane has no examples. */
  public interface LaneJob<T> extends BiFunction<LaneWorker, Lane, @Nullable T>, Serializable {}

  /** An addition that can be sent to executors. */
  public interface Addition<T> extends BinaryOperator<T>, Serializable {}

  /**
   * Computes a sum over each lane and adds the sums in the lanes' tree.
   *
   * @param parameters θ; not written
   * @param addition left + right; may add into the left one
   * @param type of the sums
   */
  public <T> T sum(
      float[] parameters, DealtLanes lanes, LaneJob<T> job, Addition<T> addition, Class<T> type) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(lanes.lanes().context());
    long start = System.nanoTime();
    Broadcast<float[]> theta = spark.broadcast(parameters);
    long published = System.nanoTime();
    try {
      int laneCount = lanes.plan().lanes();
      LaneContext context = this.context;
      JavaRDD<byte[]> sums =
          lanes
              .lanes()
              .mapPartitions(
                  (Iterator<Lane> mine) -> {
                    LaneWorker worker = ThreadWorker.of(context);
                    float[] parametersHere = theta.value();
                    long begin = System.nanoTime();
                    worker.load(parametersHere);
                    LaneTree<T> subtrees = new LaneTree<>(laneCount, addition);
                    int lanesHere = 0;
                    while (mine.hasNext()) {
                      Lane lane = mine.next();
                      subtrees.addLane(lane.index(), job.apply(worker, lane));
                      lanesHere++;
                    }
                    long nanos = System.nanoTime() - begin;
                    TaskMetrics.computed(lanesHere, nanos);
                    TaskResult result = new TaskResult(subtrees.subtrees(), nanos);
                    return List.of(JavaBytes.of(result)).iterator();
                  });
      List<TaskResult> results =
          collect(sums).stream().map(bytes -> JavaBytes.read(bytes, TaskResult.class)).toList();
      long received = System.nanoTime();
      T total = TaskResult.total(results, laneCount, addition, type);
      timing = ExchangeTiming.of(start, published, received, results);
      return total;
    } finally {
      theta.destroy();
    }
  }

  /** Runs the job; rereading lost examples may find that their table has changed. */
  private static List<byte[]> collect(JavaRDD<byte[]> sums) {
    try {
      return sums.collect();
    } catch (Exception e) { // Scala throws checked exceptions without declaring them
      UserException mistake = ExceptionUtils.throwableOfType(e, UserException.class);
      if (mistake != null) {
        throw mistake;
      }
      throw e;
    }
  }
}
