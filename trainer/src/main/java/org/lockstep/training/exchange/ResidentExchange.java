package org.lockstep.training.exchange;

import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.BatchPlan.Batch;
import org.lockstep.data.DealtLanes;
import org.lockstep.optimization.Ranges;
import org.lockstep.training.lane.Assignment;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneTree;
import org.lockstep.training.lane.MetricSum;

/**
 * One Spark stage for as long as nothing forces it to end: weights and sums change hands between
 * the driver and tasks that stay.
 *
 * <p>The driver holds the truth. When a task is lost, the stage is ended, the iteration is done by
 * a plain job, in which Spark rebuilds what is missing, and a new stage begins with the next
 * iteration, if there are slots for it. The bits are the same either way, and nothing is done twice
 * but the one iteration.
 *
 * <p>Inside one JVM the tasks that wait for the next command help the driver with its element-wise
 * work, so that the cores do not idle meanwhile.
 */
public final class ResidentExchange implements Exchange {
  private final DealtLanes train;
  private final @Nullable DealtLanes validation;
  private final Assignment assignment;
  private final Consumer<String> notices;
  private final JobExchange jobs;
  private @Nullable ResidentStage stage;
  private ExchangeTiming timing = ExchangeTiming.NONE;
  private @Nullable Batch current;
  private double loss = Double.NaN;

  /**
   * Creates the exchange; the first command starts a stage.
   *
   * @param notices hears of a stage that has ended before its time
   */
  public ResidentExchange(
      DealtLanes train,
      @Nullable DealtLanes validation,
      Assignment assignment,
      Consumer<String> notices) {
    this.train = train;
    this.validation = validation;
    this.assignment = assignment;
    this.notices = notices;
    this.jobs = new JobExchange(train, assignment);
  }

  @Override
  public GradientSum gradient(float[] parameters, Batch batch) {
    current = batch;
    GradientSum sum =
        ask(
            n -> Command.gradient(n, parameters, batch),
            (left, right) -> left.add(right, ranges()),
            GradientSum.class,
            () -> jobs.gradient(parameters, batch));
    loss = sum.loss() / sum.weight();
    return sum;
  }

  @Override
  public MetricSum metrics(float[] parameters, DealtLanes lanes) {
    if (!lanes.equals(validation)) {
      return jobs.metrics(parameters, lanes);
    }
    return ask(
        n -> Command.metrics(n, parameters),
        MetricSum::add,
        MetricSum.class,
        () -> jobs.metrics(parameters, lanes));
  }

  @Override
  public Ranges ranges() {
    ResidentStage open = stage;
    return open == null ? Ranges.WHOLE : open::together;
  }

  private <T> T ask(
      ResidentStage.CommandFactory command,
      BinaryOperator<T> addition,
      Class<T> type,
      Supplier<T> byJob) {
    if (stage == null) {
      if (Slots.of(train.lanes().context()) < train.partitions()) {
        return byJob(byJob);
      }
      stage = new ResidentStage(train, validation, assignment, description());
    }
    try {
      long start = System.nanoTime();
      stage.publish(command);
      long published = System.nanoTime();
      List<Answer> answers = stage.awaitAnswers();
      long answered = System.nanoTime();
      LaneTree<T> tree = new LaneTree<>(assignment.plan().lanes(), addition);
      answers.forEach(answer -> answer.addTo(tree, type));
      T total = tree.total();
      timing = ExchangeTiming.of(start, published, answered, answers);
      return total;
    } catch (StageBrokenException e) {
      notices.accept("the resident stage ended, this iteration goes by a job: " + e.getMessage());
      close();
      return byJob(byJob);
    }
  }

  /** What a stage serves, as far as it is known when it begins. */
  private String description() {
    if (current == null) {
      return "judging by the validation examples";
    }
    String from =
        "from epoch %d, iteration %d on"
            .formatted(current.epoch() + 1, assignment.plan().iteration(current) + 1);
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
    }
  }
}
