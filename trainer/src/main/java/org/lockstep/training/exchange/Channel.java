package org.lockstep.training.exchange;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.lockstep.training.lane.LaneTree;

/** A task's line to the hub of its stage. */
interface Channel {
  /** Waits for the command that follows number {@code after}. */
  Command awaitNext(long after);

  /** Hands in the answer to command number {@code sequence}. */
  void answer(long sequence, List<? extends LaneTree.Subtree<?>> subtrees);

  /**
   * Opens the line of a partition's task: inside the driver's JVM straight to the hub, elsewhere by
   * Spark's plugin RPC.
   *
   * @param cancelled whether Spark wants the task to end
   */
  static Channel open(String hubId, int partition, BooleanSupplier cancelled) {
    ResidentHub hub = ResidentHub.open(hubId);
    return hub != null
        ? new Local(hub, partition, cancelled)
        : new Remote(hubId, partition, cancelled);
  }

  /** The arrays change hands. */
  record Local(ResidentHub hub, int partition, BooleanSupplier cancelled) implements Channel {
    @Override
    public Command awaitNext(long after) {
      return hub.awaitNext(partition, after, cancelled);
    }

    @Override
    public void answer(long sequence, List<? extends LaneTree.Subtree<?>> subtrees) {
      hub.answer(partition, sequence, subtrees);
    }
  }

  /**
   * Asks the driver, which never keeps anybody waiting: a task that is early asks again. The waits
   * between begin short and grow, so an idle task costs next to nothing.
   */
  record Remote(String hubId, int partition, BooleanSupplier cancelled) implements Channel {
    private static final long FIRST_WAIT_NANOS = 50_000;
    private static final long LONGEST_WAIT_NANOS = 20_000_000;

    @Override
    public Command awaitNext(long after) {
      long begin = System.nanoTime();
      while (!cancelled.getAsBoolean()) {
        LockstepPlugin.Reply reply =
            LockstepPlugin.ask(new LockstepPlugin.Next(hubId, partition, after));
        if (reply.command() != null) {
          return reply.command();
        }
        long waited = System.nanoTime() - begin;
        LockSupport.parkNanos(Math.min(Math.max(waited / 8, FIRST_WAIT_NANOS), LONGEST_WAIT_NANOS));
      }
      return Command.STOP;
    }

    @Override
    public void answer(long sequence, List<? extends LaneTree.Subtree<?>> subtrees) {
      LockstepPlugin.ask(
          new LockstepPlugin.Answer(hubId, partition, sequence, List.copyOf(subtrees)));
    }
  }
}
