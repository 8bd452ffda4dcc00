package org.lockstep.training.exchange.resident;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.spark.SparkEnv;
import org.lockstep.spark.DriverRpc;
import org.lockstep.training.exchange.task.TaskResult;
import scala.concurrent.duration.FiniteDuration;

/** Connects a task with the hub of its stage. */
interface Channel {
  /**
   * Serves the driver's commands until the stop.
   *
   * @param work computes the result of a command; called by one thread at a time
   */
  void serve(Function<Command, TaskResult> work);

  /**
   * Opens the channel of a partition's task: by method calls in the driver's JVM, by Spark's RPC in
   * others.
   *
   * @param cancelled whether Spark wants the task to end
   */
  static Channel open(String hubId, int partition, BooleanSupplier cancelled) {
    ResidentHub hub = ResidentHub.open(hubId);
    if (hub != null) {
      return new Local(hub, partition, cancelled);
    }
    boolean inDriver = SparkEnv.get().executorId().equals("driver");
    return inDriver
        ? work -> {} // its stage has been closed
        : new Remote(hubId, partition, cancelled);
  }

  /** Passes arrays by reference, in the driver's JVM. */
  record Local(ResidentHub hub, int partition, BooleanSupplier cancelled) implements Channel {
    @Override
    public void serve(Function<Command, TaskResult> work) {
      hub.serve(partition, work, cancelled);
    }
  }

  /** Sends results over Spark's RPC; the driver replies when it has the next command. */
  record Remote(String hubId, int partition, BooleanSupplier cancelled) implements Channel {
    /** How often a waiting task checks whether Spark wants it to end. */
    private static final FiniteDuration POLL = FiniteDuration.apply(100, TimeUnit.MILLISECONDS);

    @Override
    public void serve(Function<Command, TaskResult> work) {
      Command command = next(Command.NOTHING_YET.sequence(), TaskResult.NONE);
      while (command.kind() != Command.Kind.STOP) {
        command = next(command.sequence(), work.apply(command));
      }
    }

    private Command next(long sequence, TaskResult result) {
      byte[] message = Wire.message(hubId, partition, sequence, result);
      DriverRpc.Reply reply = HubEndpoint.driver().ask(message);
      while (!cancelled.getAsBoolean()) {
        try {
          return Wire.command(reply.await(POLL));
        } catch (TimeoutException e) {
          // not yet
        }
      }
      reply.abort("the task has ended");
      return Command.STOP;
    }
  }
}
