package org.lockstep.training.exchange;

import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.BatchPlan.Batch;
import org.lockstep.data.DealtLanes;
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
 */
public final class ResidentExchange implements Exchange {
  private final DealtLanes train;
  private final @Nullable DealtLanes validation;
  private final Assignment assignment;
  private final Consumer<String> notices;
  private final JobExchange jobs;
  private @Nullable ResidentStage stage;

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
    return ask(
        n -> Command.gradient(n, parameters, batch),
        GradientSum::add,
        GradientSum.class,
        () -> jobs.gradient(parameters, batch));
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

  private <T> T ask(
      ResidentStage.CommandFactory command,
      BinaryOperator<T> addition,
      Class<T> type,
      Supplier<T> byJob) {
    if (stage == null) {
      if (Slots.of(train.lanes().context()) < train.partitions()) {
        return byJob.get();
      }
      stage = new ResidentStage(train, validation, assignment);
    }
    try {
      LaneTree<T> tree = new LaneTree<>(assignment.plan().lanes(), addition);
      for (Answer answer : stage.ask(command)) {
        for (LaneTree.Subtree<?> subtree : answer.subtrees()) {
          tree.add(new LaneTree.Subtree<>(subtree.place(), type.cast(subtree.sum())));
        }
      }
      return tree.total();
    } catch (StageBrokenException e) {
      notices.accept("the resident stage ended, this iteration goes by a job: " + e.getMessage());
      close();
      return byJob.get();
    }
  }

  @Override
  public void close() {
    if (stage != null) {
      stage.close();
      stage = null;
    }
  }
}
