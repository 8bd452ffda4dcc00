package org.lockstep.training.exchange;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkEnv;

/** A task's line to the hub of its stage. */
interface Channel {
  /**
   * Hands in the answer to a command, and waits for the command that follows it.
   *
   * @param answered the number of that command; {@link Command#NOTHING_YET}'s before the first
   */
  Command next(long answered, Answer answer);

  /**
   * Opens the line of a partition's task: inside the driver's JVM straight to the hub, elsewhere by
   * Spark's plugin RPC.
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
        ? (answered, answer) -> Command.STOP // its stage has been closed
        : new Remote(hubId, partition, cancelled);
  }

  /** The arrays change hands. */
  record Local(ResidentHub hub, int partition, BooleanSupplier cancelled) implements Channel {
    @Override
    public Command next(long answered, Answer answer) {
      hub.answer(partition, answered, answer);
      return hub.awaitNext(partition, answered, cancelled);
    }
  }

  /**
   * Asks the driver, which never keeps anybody waiting: a task that is early asks again. It sleeps
   * for most of what it waited the last times, and then asks in short steps: few questions, none
   * much too late. An idle task's steps grow, so it costs next to nothing.
   */
  final class Remote implements Channel {
    private static final long SHORTEST_WAIT_NANOS = 50_000;
    private static final long LONGEST_WAIT_NANOS = 20_000_000;

    private final String hubId;
    private final int partition;
    private final BooleanSupplier cancelled;
    private long usualWaitNanos;

    Remote(String hubId, int partition, BooleanSupplier cancelled) {
      this.hubId = hubId;
      this.partition = partition;
      this.cancelled = cancelled;
    }

    @Override
    public Command next(long answered, Answer answer) {
      byte[] reply = LockstepPlugin.ask(Wire.answer(hubId, partition, answered, answer));
      long begin = System.nanoTime();
      long wait = Math.min(usualWaitNanos / 2, LONGEST_WAIT_NANOS);
      while (reply.length == 0) {
        if (cancelled.getAsBoolean()) {
          return Command.STOP;
        }
        LockSupport.parkNanos(Math.max(wait, SHORTEST_WAIT_NANOS));
        reply = LockstepPlugin.ask(Wire.question(hubId, partition, answered));
        wait = Math.min((System.nanoTime() - begin) / 8, LONGEST_WAIT_NANOS);
      }
      usualWaitNanos += (System.nanoTime() - begin - usualWaitNanos) / 4;
      return Wire.command(reply);
    }
  }
}
