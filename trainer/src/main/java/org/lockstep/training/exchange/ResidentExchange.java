package org.lockstep.training.exchange;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  /** After this time without an answer the run says so: much longer than an answer takes. */
  private static final long SLOW_NANOS = 5_000_000_000L;

  /** The same before it is known how long the executors compute. */
  private static final long FIRST_SLOW_NANOS = 6 * SLOW_NANOS;

  private static final int LONGEST_WAITS = 3;

  private final DealtLanes train;
  private final @Nullable DealtLanes validation;
  private final LaneContext context;
  private final Protocol protocol;
  private final Consumer<String> notices;
  private final JobExchange jobs;
  private @Nullable ResidentStage stage;
  private ExchangeTiming timing = ExchangeTiming.NONE;
  private @Nullable Batch current;
  private final Map<Class<?>, Long> longestWait = new HashMap<>();
  private boolean hasEnded;
  private long iterationsByJobs;
  private double loss = Double.NaN;

  /**
   * Creates the exchange; the first command starts a stage.
   *
   * @param protocol of the driver and the tasks
   * @param notices is notified of executors that do not answer, of a stage that ended early, and
   *     when there is one again
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
            GradientSum.class,
            () -> {
              iterationsByJobs++;
              return jobs.gradient(parameters, batch);
            });
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
        MetricSum.class,
        () -> jobs.metrics(parameters, lanes));
  }

  private <T> T execute(
      float[] parameters,
      ResidentStage.CommandFactory command,
      Function<List<TaskResult>, T> sum,
      Class<T> type,
      Supplier<T> byJob) {
    boolean begins = stage == null;
    if (stage == null) {
      if (!SlotShares.take(train.lanes().context(), train.partitions())) {
        return byJob(byJob, 0);
      }
      stage = started();
    }
    long start = System.nanoTime();
    try {
      if (begins) {
        protocol.begin(new Beginning(stage, notices), parameters);
      }
      stage.publish(command);
      long published = System.nanoTime();
      List<TaskResult> results = stage.awaitResults(slowNanos(type), notices);
      long received = System.nanoTime();
      if (!begins) {
        longestWait.merge(type, received - published, ResidentExchange::longer);
      }
      tellIfBack();
      T total = sum.apply(results);
      timing = ExchangeTiming.of(start, published, received, results);
      return total;
    } catch (StageBrokenException e) {
      notices.accept(
          "the resident stage ended: %s; iterations go by jobs until a new one has its %d task slots"
              .formatted(e.getMessage(), train.partitions()));
      hasEnded = true;
      iterationsByJobs = 0;
      close();
      return byJob(byJob, System.nanoTime() - start);
    }
  }

  private record Beginning(ResidentStage stage, Consumer<String> notices)
      implements Protocol.Dialogue {
    @Override
    public List<TaskResult> ask(ResidentStage.CommandFactory command) throws StageBrokenException {
      stage.publish(command);
      return stage.awaitResults(FIRST_SLOW_NANOS, notices);
    }

    @Override
    public void connect(List<String> addresses) {
      stage.connect(addresses);
    }
  }

  private long slowNanos(Class<?> type) {
    Long longest = longestWait.get(type);
    return longest == null ? FIRST_SLOW_NANOS : Math.max(SLOW_NANOS, LONGEST_WAITS * longest);
  }

  /** A wait for an executor that did not answer is no measure of how long an answer takes. */
  private static long longer(long longest, long wait) {
    return Math.max(longest, Math.min(wait, 2 * longest));
  }

  private void tellIfBack() {
    if (hasEnded) {
      hasEnded = false;
      notices.accept(
          "the resident stage is back, after %,d %s by jobs"
              .formatted(iterationsByJobs, iterationsByJobs == 1 ? "iteration" : "iterations"));
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

  /**
   * Runs a job.
   *
   * @param waitedNanos for a stage that has ended
   */
  private <T> T byJob(Supplier<T> job, long waitedNanos) {
    T total = job.get();
    timing = jobs.timing().withMoreWait(waitedNanos);
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
