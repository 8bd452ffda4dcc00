package org.lockstep.training.exchange;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.data.lane.DealtLanes;
import org.lockstep.training.exchange.resident.Protocol;
import org.lockstep.training.exchange.resident.ResidentStage;
import org.lockstep.training.exchange.resident.SlotShares;
import org.lockstep.training.exchange.resident.StageBrokenException;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneContext;
import org.lockstep.training.lane.MetricSum;

/**
 * Keeps one Spark stage running, whose tasks hold their lanes and exchange parameters and sums with
 * the driver.
 *
 * <p>All state of a run is on the driver. When a task is lost, the stage is ended, a plain job does
 * the iteration, in which Spark rebuilds lost lanes by lineage, and the next iteration starts a new
 * stage if there are slots for it, which the stages of runs side by side share. The bits are the
 * same, and only that iteration is computed twice.
 */
public final class ResidentExchange implements Exchange {
  private final DealtLanes train;
  private final @Nullable DealtLanes validation;
  private final LaneContext context;
  private final Protocol protocol;
  private final Consumer<String> notices;
  private final JobExchange jobs;
  private @Nullable ResidentStage stage;
  private ExchangeTiming timing = ExchangeTiming.NONE;
  private @Nullable Batch current;
  private double loss = Double.NaN;

  /**
   * Creates the exchange; the first command starts a stage.
   *
   * @param protocol of the driver and the tasks
   * @param notices is notified of a stage that ended early
   */
  public ResidentExchange(
      DealtLanes train,
      @Nullable DealtLanes validation,
      LaneContext context,
      Protocol protocol,
      Consumer<String> notices) {
    this.train = train;
    this.validation = validation;
    this.context = context;
    this.protocol = protocol;
    this.notices = notices;
    this.jobs = new JobExchange(train, context);
  }

  @Override
  public GradientSum gradient(float[] parameters, Batch batch) {
    current = batch;
    GradientSum sum =
        execute(
            parameters,
            protocol.gradient(parameters, batch),
            protocol::gradient,
            () -> jobs.gradient(parameters, batch));
    loss = sum.loss() / sum.weight();
    return sum;
  }

  @Override
  public MetricSum metrics(float[] parameters, DealtLanes lanes) {
    if (!lanes.equals(validation)) {
      return jobs.metrics(parameters, lanes);
    }
    return execute(
        parameters,
        protocol.metrics(parameters),
        protocol::metrics,
        () -> jobs.metrics(parameters, lanes));
  }

  private <T> T execute(
      float[] parameters,
      ResidentStage.CommandFactory command,
      Function<List<TaskResult>, T> sum,
      Supplier<T> byJob) {
    boolean begins = stage == null;
    if (stage == null) {
      if (!SlotShares.take(train.lanes().context(), train.partitions())) {
        return byJob(byJob);
      }
      stage = started();
    }
    try {
      long start = System.nanoTime();
      if (begins) {
        protocol.begin(stage, parameters);
      }
      stage.publish(command);
      long published = System.nanoTime();
      List<TaskResult> results = stage.awaitResults();
      long received = System.nanoTime();
      T total = sum.apply(results);
      timing = ExchangeTiming.of(start, published, received, results);
      return total;
    } catch (StageBrokenException e) {
      notices.accept("the resident stage ended, a job does this iteration: " + e.getMessage());
      close();
      return byJob(byJob);
    }
  }

  private ResidentStage started() {
    try {
      return new ResidentStage(train, validation, context, protocol.tasks(), description());
    } catch (RuntimeException e) {
      SlotShares.giveBack(train.lanes().context(), train.partitions());
      throw e;
    }
  }

  /** Describes the stage's job in Spark's UI by the first command that it serves. */
  private String description() {
    if (current == null) {
      return "validating";
    }
    String from =
        "from epoch %d, iteration %d on"
            .formatted(current.epoch() + 1, context.plan().iteration(current) + 1);
    return Double.isNaN(loss) ? from : String.format(Locale.ROOT, "%s, loss %.4f", from, loss);
  }

  private <T> T byJob(Supplier<T> job) {
    T total = job.get();
    timing = jobs.timing();
    return total;
  }

  @Override
  public ExchangeTiming timing() {
    return timing;
  }

  @Override
  public void close() {
    if (stage != null) {
      stage.close();
      stage = null;
      SlotShares.giveBack(train.lanes().context(), train.partitions());
    }
  }
}
