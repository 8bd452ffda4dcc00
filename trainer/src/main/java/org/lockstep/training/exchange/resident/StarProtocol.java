package org.lockstep.training.exchange.resident;

import java.util.List;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.MetricSum;

/**
 * Sends θ to every task with each command; the driver finishes the tree of the sums.
 *
 * @param lanes of the run
 */
public record StarProtocol(int lanes) implements Protocol {
  private static final StageTask.Factory TASKS = new Tasks();

  /** A task has no state of the run, so that any other can take its place. */
  private record Tasks() implements StageTask.Factory {
    @Override
    public StageTask create(ResidentTask own, StageTask.Seat seat) {
      return own;
    }

    @Override
    public boolean mayReplace() {
      return true;
    }
  }

  @Override
  public StageTask.Factory tasks() {
    return TASKS;
  }

  @Override
  public void begin(Dialogue tasks, float[] parameters) {
    // every command has all that a task needs
  }

  @Override
  public ResidentStage.CommandFactory gradient(float[] parameters, Batch batch) {
    return n -> Command.gradient(n, parameters, batch);
  }

  @Override
  public GradientSum gradient(List<TaskResult> results) {
    return TaskResult.total(results, lanes, GradientSum::add, GradientSum.class);
  }

  @Override
  public ResidentStage.CommandFactory metrics(float[] parameters) {
    return n -> Command.metrics(n, parameters);
  }

  @Override
  public MetricSum metrics(List<TaskResult> results) {
    return TaskResult.total(results, lanes, MetricSum::add, MetricSum.class);
  }
}
