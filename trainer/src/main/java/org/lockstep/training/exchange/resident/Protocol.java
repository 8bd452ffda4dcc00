package org.lockstep.training.exchange.resident;

import java.util.List;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.MetricSum;

/** What the driver and the tasks of a resident stage send to one another. */
public interface Protocol {
  /** Creates the tasks. */
  StageTask.Factory tasks();

  /**
   * Begins a stage that was started.
   *
   * @param tasks take commands
   * @param parameters θ; not written
   */
  void begin(Dialogue tasks, float[] parameters) throws StageBrokenException;

  /** Gives a command to all tasks of a stage, and waits for their results. */
  interface Dialogue {
    /**
     * Gives a command.
     *
     * @return the results, each of one partition or more
     */
    List<TaskResult> ask(ResidentStage.CommandFactory command) throws StageBrokenException;

    /**
     * Gives executors connections by which they send long results.
     *
     * @param addresses of their ports
     */
    void connect(List<String> addresses);
  }

  /** The command to compute the gradient of a mini-batch at θ. */
  ResidentStage.CommandFactory gradient(float[] parameters, Batch batch);

  /** The gradient that the results of that command hold. */
  GradientSum gradient(List<TaskResult> results);

  /** The command to compute the metrics of the validation lanes at θ. */
  ResidentStage.CommandFactory metrics(float[] parameters);

  /** The metrics that the results of that command hold. */
  MetricSum metrics(List<TaskResult> results);
}
