package org.lockstep.training.exchange.resident;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.lockstep.training.exchange.task.TaskResult;

/**
 * Connects the driver with the tasks of one resident stage: publishes a command to all of them and
 * collects their results. It lives in the driver's JVM.
 *
 * <p>Thread-safe, for tasks in this JVM without locks: a command is published by one write, each
 * partition has its own slot for its result, and waiting threads are unparked. Each stage has its
 * own hub, so a message of an earlier stage finds none, and its task ends.
 */
final class ResidentHub {
  private static final Map<String, ResidentHub> OPEN = new ConcurrentHashMap<>();

  private final String id;
  private final StageShape shape;
  private final IdleStrategy idle;
  private final LocalTasks local;
  private final RemoteTasks remote;
  private final AtomicIntegerArray joined;
  private volatile Round round;
  private volatile @Nullable Thread driver;
  private volatile @Nullable String broken;

  /** Opens the hub of a stage. */
  ResidentHub(String id, StageShape shape) {
    this.id = id;
    this.shape = shape;
    idle = new IdleStrategy(shape.partitions());
    local = new LocalTasks(this, idle, shape.partitions());
    remote = new RemoteTasks(this, shape);
    joined = new AtomicIntegerArray(shape.partitions());
    round = new Round(Command.NOTHING_YET, shape);
    OPEN.put(id, this);
  }

  /** Its name. */
  String id() {
    return id;
  }

  /** The open hub of that name in this JVM; null if there is none. */
  static @Nullable ResidentHub open(String id) {
    return OPEN.get(id);
  }

  // ---- called by the driver

  /** Sends a command to all tasks. */
  void publish(Command next) {
    Round last = round;
    round = new Round(next, shape);
    last.end();
    local.wakeUp();
    remote.publish(next);
  }

  /**
   * Waits until every partition has a result for the current command.
   *
   * @param joinTimeoutNanos how long to wait for tasks that have not started yet
   * @param slow is told once of the partitions that have no result after a time
   * @return the results, each of one partition or more
   * @throws StageBrokenException if the stage has lost a task, or some have not started in time
   */
  List<TaskResult> awaitResults(long joinTimeoutNanos, Slow slow) throws StageBrokenException {
    driver = Thread.currentThread();
    Round current = round;
    long start = System.nanoTime();
    boolean told = false;
    while (!current.isComplete()) {
      String reason = broken;
      if (reason != null) {
        throw new StageBrokenException(reason);
      }
      if (System.nanoTime() - start > joinTimeoutNanos && !allHaveJoined()) {
        throw new StageBrokenException("some of its tasks have found no slot");
      }
      if (!told && System.nanoTime() - start > slow.afterNanos()) {
        told = true;
        slow.told().accept(missing(current));
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("training was interrupted");
      }
      idle.park(); // a core that spins here is one that a task lacks
    }
    return current.results();
  }

  /**
   * What is done about partitions whose results do not come.
   *
   * @param afterNanos when
   * @param told takes the ids of their executors, as far as these are in other JVMs; without those
   *     that show signs of life, and so wait for one of the others, unless all of them do
   */
  record Slow(long afterNanos, Consumer<Set<String>> told) {}

  /** An executor that has begun to send may wait for one that has not. */
  private Set<String> missing(Round current) {
    Set<String> silent = executors(partition -> !current.hasBegun(partition));
    return silent.isEmpty() ? executors(partition -> !current.has(partition)) : silent;
  }

  private Set<String> executors(IntPredicate which) {
    Set<String> executors = new TreeSet<>();
    for (int p = 0; p < shape.partitions(); p++) {
      String executor = remote.executor(p);
      if (which.test(p) && executor != null) {
        executors.add(executor);
      }
    }
    Set<String> silent = new TreeSet<>(executors);
    silent.removeIf(remote::isAlive);
    return silent.isEmpty() ? executors : silent;
  }

  private boolean allHaveJoined() {
    for (int p = 0; p < shape.partitions(); p++) {
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
  @Nullable Command next(long after) {
    Command current = command();
    return current.sequence() > after ? current : null;
  }

  /** Notes that the tasks of these partitions are running. */
  void join(List<Integer> partitions) {
    partitions.forEach(partition -> joined.set(partition, 1));
  }

  /** Serves commands until the stop; for a task in the driver's JVM, on its own thread. */
  void serve(int partition, Function<Command, TaskResult> work, BooleanSupplier cancelled) {
    join(List.of(partition));
    local.serve(partition, work, cancelled);
  }

  /**
   * Takes the result of some partitions for command number {@code sequence}; ignores it if it is
   * late.
   */
  void complete(List<Integer> partitions, long sequence, TaskResult result) {
    note(round.complete(partitions, sequence, result));
  }

  /**
   * Takes an executor's message, a result or a part of one; ignores it if it is late.
   *
   * @param added is run once the sums of a part need no more memory
   */
  void take(Wire.Message message, Runnable added) {
    note(round.take(message, added));
  }

  private void note(Round.Outcome outcome) {
    switch (outcome) {
      case COMPLETE -> wakeDriver();
      case OVERLAPPING -> breakDown("a task was started again after its result was added");
      case TAKEN, IGNORED -> {}
    }
  }

  private void wakeDriver() {
    LockSupport.unpark(driver);
  }

  /**
   * Takes a message of a task in another JVM; the task of a stage that is closed is stopped.
   *
   * @param reply takes what the message wants; called at once or later, by any thread
   * @throws IllegalArgumentException if the stage has no such partition, or the result is not one
   *     of its command; nothing has changed then
   */
  static void receive(byte[] frame, Consumer<byte[]> reply) {
    byte kind = frame.length == 0 ? -1 : frame[0];
    switch (kind) {
      case Pieces.WHOLE -> {
        Wire.Message message = Wire.message(frame);
        ResidentHub hub = open(message.sender().hubId());
        if (hub == null) {
          reply.accept(Wire.command(Command.STOP));
        } else {
          hub.remote.receive(message, reply);
        }
      }
      case Pieces.PIECE -> {
        Pieces.Piece piece = Pieces.Piece.decode(frame);
        ResidentHub hub = open(piece.sender().hubId());
        if (hub != null) {
          hub.remote.receive(piece);
        }
        reply.accept(new byte[0]);
      }
      case Pieces.SENT -> {
        Wire.Sender sender = Pieces.sender(frame);
        ResidentHub hub = open(sender.hubId());
        if (hub == null) {
          reply.accept(Wire.command(Command.STOP));
        } else {
          hub.remote.receive(hub.remote.received(sender.executor()), reply);
        }
      }
      case Pieces.FETCH -> {
        Pieces.Fetch fetch = Pieces.Fetch.decode(frame);
        ResidentHub hub = open(fetch.sender().hubId());
        reply.accept(hub == null ? new byte[0] : hub.remote.piece(fetch));
      }
      case Pieces.ALIVE -> {
        Wire.Sender sender = Pieces.sender(frame);
        ResidentHub hub = open(sender.hubId());
        if (hub != null) {
          hub.remote.alive(sender.executor());
        }
        reply.accept(new byte[0]);
      }
      default -> throw new IllegalArgumentException("a message of kind " + kind);
    }
  }
}
