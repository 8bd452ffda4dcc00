package org.lockstep.training.exchange.resident;

import java.io.Serializable;
import java.util.function.BooleanSupplier;
import org.lockstep.training.exchange.task.TaskResult;

/** Computes the results of commands in a task of a resident stage; used by one thread at a time. */
public interface StageTask extends AutoCloseable {
  /** Computes the result of a command. */
  TaskResult compute(Command command);

  /** By which its results go to the driver if they are long. */
  default Uplink uplink() {
    return Uplink.NONE;
  }

  /** Releases what it has; the task ends. */
  @Override
  void close();

  /** Creates the task of a partition; sent to the executors. */
  interface Factory extends Serializable {
    /**
     * Creates a task.
     *
     * @param lanes computes on the lanes of the partition
     */
    StageTask create(ResidentTask lanes, Seat seat);

    /** Whether a new task may take the place of one that was killed. */
    boolean mayReplace();
  }

  /**
   * The place of a task in its stage.
   *
   * @param stageId name of the stage
   * @param partition that the task has
   * @param cancelled whether Spark wants the task to end
   */
  record Seat(String stageId, int partition, BooleanSupplier cancelled) {}
}
