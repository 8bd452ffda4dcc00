package org.lockstep.training.exchange.resident;

import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.spark.SparkEnv;
import org.lockstep.training.exchange.task.TaskResult;

/** Connects a task with the hub of its stage. */
interface Channel {
  /**
   * Serves the driver's commands until the stop.
   *
   * @param work computes the result of a command; called by one thread at a time
   * @param uplink takes long results, of tasks in other JVMs than the driver's
   */
  void serve(Function<Command, TaskResult> work, Uplink uplink);

  /**
   * Opens the channel of a partition's task: by method calls in the driver's JVM, by Spark's RPC in
   * others.
   *
   * @param lanes of all partitions
   * @param cancelled whether Spark wants the task to end
   */
  static Channel open(String hubId, int partition, int lanes, BooleanSupplier cancelled) {
    ResidentHub hub = ResidentHub.open(hubId);
    if (hub != null) {
      return new Local(hub, partition, cancelled);
    }
    boolean inDriver = SparkEnv.get().executorId().equals("driver");
    return inDriver
        ? (work, uplink) -> {} // its stage has been closed
        : new Remote(hubId, partition, lanes, cancelled);
  }

  /** Passes arrays by reference, in the driver's JVM. */
  record Local(ResidentHub hub, int partition, BooleanSupplier cancelled) implements Channel {
    @Override
    public void serve(Function<Command, TaskResult> work, Uplink uplink) {
      hub.serve(partition, work, cancelled);
    }
  }

  /** Meets the other tasks of this JVM, which send one message for all over Spark's RPC. */
  record Remote(String hubId, int partition, int lanes, BooleanSupplier cancelled)
      implements Channel {
    @Override
    public void serve(Function<Command, TaskResult> work, Uplink uplink) {
      try (Combiner.Member member = Combiner.join(hubId, partition, lanes, uplink)) {
        Command command = member.next(Command.NOTHING_YET.sequence(), cancelled);
        while (command.kind() != Command.Kind.STOP) {
          member.complete(command, work.apply(command));
          command = member.next(command.sequence(), cancelled);
        }
      }
    }
  }
}
