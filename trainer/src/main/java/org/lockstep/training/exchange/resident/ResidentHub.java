package org.lockstep.training.exchange.resident;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lockstep.training.exchange.task.TaskResult;

/**
 * Connects the driver with the tasks of one resident stage: publishes a command to all of them and
 * collects a result from each. It lives in the driver's JVM.
 *
 * <p>Thread-safe, without locks: a command is published by one write, each partition has its own
 * slot for its result, and waiting threads are unparked. Each stage has its own hub, so a message
 * of an earlier stage finds none, and its task ends.
 */
final class ResidentHub {
  private static final Map<String, ResidentHub> OPEN = new ConcurrentHashMap<>();

  private final String id;
  private final int partitions;
  private final IdleStrategy idle;
  private final LocalTasks local;
  private final RemoteTasks remote;
  private final AtomicIntegerArray joined;
  private volatile Round round;
  private volatile @Nullable Thread driver;
  private volatile @Nullable String broken;

  ResidentHub(String id, int partitions) {
    this.id = id;
    this.partitions = partitions;
    idle = new IdleStrategy(partitions);
    local = new LocalTasks(this, idle, partitions);
    remote = new RemoteTasks(this, partitions);
    joined = new AtomicIntegerArray(partitions);
    round = new Round(Command.NOTHING_YET, partitions);
    OPEN.put(id, this);
  }

  /** The open hub of that name in this JVM; null if there is none. */
  static @Nullable ResidentHub open(String id) {
    return OPEN.get(id);
  }

  // ---- called by the driver

  /** Sends a command to all tasks. */
  void publish(Command next) {
    round = new Round(next, partitions);
    local.wakeUp();
    remote.publish(next);
  }

  /**
   * Waits until every partition has a result for the current command.
   *
   * @param joinTimeoutNanos how long to wait for tasks that have not started yet
   * @return one result a partition
   * @throws StageBrokenException if the stage has lost a task, or some have not started in time
   */
  List<TaskResult> awaitResults(long joinTimeoutNanos) throws StageBrokenException {
    driver = Thread.currentThread();
    Round current = round;
    long start = System.nanoTime();
    while (!current.isComplete()) {
      String reason = broken;
      if (reason != null) {
        throw new StageBrokenException(reason);
      }
      if (System.nanoTime() - start > joinTimeoutNanos && !allHaveJoined()) {
        throw new StageBrokenException("some of its tasks have found no slot");
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("training was interrupted");
      }
      idle.park(); // a core that spins here is one that a task lacks
    }
    return current.results();
  }

  private boolean allHaveJoined() {
    for (int p = 0; p < partitions; p++) {
      if (joined.get(p) == 0) {
        return false;
      }
    }
    return true;
  }

  /** Makes the driver's wait fail with a {@link StageBrokenException}; the first reason is kept. */
  void breakDown(String reason) {
    if (broken == null) {
      broken = reason;
    }
    wakeDriver();
  }

  /** Whether the stage has broken down. */
  boolean isBroken() {
    return broken != null;
  }

  /** Notes that a partition's task was killed and that Spark will start another. */
  void leave(int partition) {
    joined.set(partition, 0);
  }

  /** Stops all tasks; those that send a message later are stopped too. */
  void close() {
    publish(Command.STOP);
    OPEN.remove(id);
  }

  // ---- called by tasks

  /** The current command; {@link Command#NOTHING_YET} before the first. */
  Command command() {
    return round.command();
  }

  /** The command after number {@code after}; null if it has not been published. Does not wait. */
  @Nullable Command next(int partition, long after) {
    joined.set(partition, 1);
    Command current = command();
    return current.sequence() > after ? current : null;
  }

  /** Serves commands until the stop; for a task in the driver's JVM, on its own thread. */
  void serve(int partition, Function<Command, TaskResult> work, BooleanSupplier cancelled) {
    local.serve(partition, work, cancelled);
  }

  /** Takes a partition's result of command number {@code sequence}; ignores it if it is late. */
  void complete(int partition, long sequence, TaskResult result) {
    if (round.complete(partition, sequence, result)) {
      wakeDriver();
    }
  }

  private void wakeDriver() {
    LockSupport.unpark(driver);
  }

  /**
   * Takes a message of a task in another JVM; the task of a stage that is closed is stopped.
   *
   * @param reply takes the next command; called at once, or by the thread that publishes it
   * @throws IllegalArgumentException if the stage has no such partition, or the result is not one
   *     of its command; nothing has changed then
   */
  static void receive(Wire.Message message, Consumer<byte[]> reply) {
    ResidentHub hub = open(message.hubId());
    if (hub == null) {
      reply.accept(Command.STOP.encoded());
    } else {
      hub.remote.receive(message, reply);
    }
  }
}
