package org.lockstep.training.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the driver and the tasks of one resident stage meet: the command of the moment, and each
 * partition's answer to it. It lives in the driver's JVM.
 *
 * <p>Thread-safe. Nobody holds a lock: a command is published by one write, answers go into a place
 * for each partition, and who waits is unparked by name. Each stage has a hub of its own, so a
 * message of an earlier stage finds none and its task ends.
 */
final class ResidentHub {
  private static final Map<String, ResidentHub> OPEN = new ConcurrentHashMap<>();

  /** How long a thread looks again before it parks: less than parking costs. */
  private static final int SPINS = 200;

  /** The longest park; only a missed wake-up or an interruption is found this way. */
  private static final long PARK_NANOS = 5_000_000;

  private final String id;
  private final AtomicReferenceArray<@Nullable Thread> waiting;
  private final AtomicReferenceArray<@Nullable Consumer<byte[]>> replies;
  private final AtomicReferenceArray<@Nullable Boolean> joined;
  private volatile Round round;
  private volatile @Nullable Thread driver;
  private volatile @Nullable String broken;

  /** A command and the answers to it. */
  private static final class Round {
    final Command command;
    final AtomicReferenceArray<@Nullable Answer> answers;
    final AtomicInteger missing;

    Round(Command command, int partitions) {
      this.command = command;
      answers = new AtomicReferenceArray<>(partitions);
      missing = new AtomicInteger(partitions);
    }
  }

  ResidentHub(String id, int partitions) {
    this.id = id;
    waiting = new AtomicReferenceArray<>(partitions);
    replies = new AtomicReferenceArray<>(partitions);
    joined = new AtomicReferenceArray<>(partitions);
    round = new Round(Command.NOTHING_YET, partitions);
    OPEN.put(id, this);
  }

  /** The hub of that name, if it is open and in this JVM. */
  static @Nullable ResidentHub open(String id) {
    return OPEN.get(id);
  }

  // ---- the driver's side

  /** Gives all tasks their next command. */
  void publish(Command next) {
    round = new Round(next, waiting.length());
    for (int p = 0; p < waiting.length(); p++) {
      LockSupport.unpark(waiting.get(p));
    }
    IntStream.range(0, replies.length())
        .mapToObj(p -> replies.getAndSet(p, null))
        .filter(Objects::nonNull)
        .toList()
        .parallelStream() // a reply is a copy of all parameters
        .forEach(reply -> reply.accept(next.encoded()));
  }

  /**
   * Waits until every partition has answered.
   *
   * @param patienceNanos how long to wait for a task that has never been heard of
   * @return one answer a partition
   * @throws StageBrokenException if the stage cannot answer any more
   */
  List<Answer> awaitAnswers(long patienceNanos) throws StageBrokenException {
    driver = Thread.currentThread();
    Round round = this.round;
    long start = System.nanoTime();
    while (round.missing.get() > 0) {
      String reason = broken;
      if (reason != null) {
        throw new StageBrokenException(reason);
      }
      if (System.nanoTime() - start > patienceNanos && !allHaveJoined()) {
        throw new StageBrokenException("some of its tasks have found no slot");
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("training was interrupted");
      }
      LockSupport.parkNanos(this, PARK_NANOS);
    }
    List<Answer> all = new ArrayList<>();
    for (int p = 0; p < waiting.length(); p++) {
      all.add(Objects.requireNonNull(round.answers.get(p)));
    }
    return all;
  }

  private boolean allHaveJoined() {
    for (int p = 0; p < joined.length(); p++) {
      if (joined.get(p) == null) {
        return false;
      }
    }
    return true;
  }

  /** Says that the stage cannot answer any more, and why; the first reason stays. */
  void breakDown(String reason) {
    if (broken == null) {
      broken = reason;
    }
    LockSupport.unpark(driver);
  }

  /** Says that a partition's task is gone, and that Spark will send another. */
  void leave(int partition) {
    joined.set(partition, null);
  }

  /** Sends all tasks home; whoever asks later is told the same. */
  void close() {
    publish(Command.STOP);
    OPEN.remove(id);
  }

  // ---- the tasks' side

  /** The command that follows number {@code after}, if it is there; does not wait. */
  @Nullable Command next(int partition, long after) {
    joined.set(partition, true);
    Command current = round.command;
    return current.sequence() > after ? current : null;
  }

  /**
   * Waits for the command that follows number {@code after}; for a task in the driver's own JVM.
   *
   * @param cancelled whether Spark wants the task to end
   */
  Command awaitNext(int partition, long after, BooleanSupplier cancelled) {
    waiting.set(partition, Thread.currentThread());
    try {
      for (int look = 0; ; look++) {
        Command next = next(partition, after);
        if (next != null) {
          return next;
        }
        if (look < SPINS) {
          Thread.onSpinWait();
        } else if (cancelled.getAsBoolean()) {
          return Command.STOP;
        } else if (Thread.interrupted()) {
          throw new IllegalStateException("the task was interrupted");
        } else {
          LockSupport.parkNanos(this, PARK_NANOS);
        }
      }
    } finally {
      waiting.set(partition, null);
    }
  }

  /** Takes a partition's answer; one that is late or there already is not looked at. */
  void answer(int partition, long sequence, Answer answer) {
    Round round = this.round;
    if (sequence == round.command.sequence()
        && sequence != Command.NOTHING_YET.sequence()
        && round.answers.compareAndSet(partition, null, answer)
        && round.missing.decrementAndGet() == 0) {
      LockSupport.unpark(driver);
    }
  }

  /**
   * Takes a message of a task in another JVM.
   *
   * @param reply takes the next command; called at once, or by the thread that publishes it
   */
  static void receive(Wire.Message message, Consumer<byte[]> reply) {
    ResidentHub hub = open(message.hubId());
    if (hub == null) {
      reply.accept(Command.STOP.encoded());
    } else {
      hub.answer(message.partition(), message.answered(), message.answer());
      hub.await(message.partition(), message.answered(), reply);
    }
  }

  private void await(int partition, long after, Consumer<byte[]> reply) {
    replies.set(partition, reply);
    Command next = next(partition, after);
    // Published meanwhile: whoever takes the reply out gives it
    if (next != null && replies.compareAndSet(partition, reply, null)) {
      reply.accept(next.encoded());
    }
  }
}
