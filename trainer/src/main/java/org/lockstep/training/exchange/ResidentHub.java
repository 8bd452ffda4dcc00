package org.lockstep.training.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lockstep.optimization.Ranges;
import org.lockstep.training.lane.LaneTree.Subtree;

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

  /**
   * How long a thread looks again before it parks: what the driver's part of an iteration takes.
   */
  private static final long LOOK_NANOS = 300_000;

  /** The longest park; only a missed wake-up or an interruption is found this way. */
  private static final long PARK_NANOS = 5_000_000;

  /** Shorter vectors are done before another thread has come. */
  private static final int WORTH_SHARING = 1 << 14;

  private final String id;
  private final long lookNanos;
  private final AtomicReferenceArray<@Nullable Thread> waiting;
  private final AtomicReferenceArray<@Nullable Consumer<byte[]>> replies;
  private final AtomicReferenceArray<@Nullable Boolean> joined;
  private volatile Round round;
  private volatile @Nullable Thread driver;
  private final AtomicReference<@Nullable LentWork> lent = new AtomicReference<>();
  private volatile @Nullable SharedWork shared;
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
    // Who looks must not keep a processor from who works.
    lookNanos = partitions <= Runtime.getRuntime().availableProcessors() ? LOOK_NANOS : 0;
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
    List<Consumer<byte[]>> elsewhere = new ArrayList<>();
    for (int p = 0; p < replies.length(); p++) {
      Consumer<byte[]> reply = replies.getAndSet(p, null);
      if (reply != null) {
        elsewhere.add(reply);
      }
    }
    if (!elsewhere.isEmpty()) {
      elsewhere.parallelStream().forEach(reply -> reply.accept(next.encoded())); // all parameters
    }
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
    long idle = start - lookNanos; // tasks elsewhere take longer than that
    while (round.missing.get() > 0) {
      String reason = broken;
      if (reason != null) {
        throw new StageBrokenException(reason);
      }
      LentWork own = lent.get();
      if (own != null && round.answers.get(own.partition()) == null) {
        Answer answer = own.answer(round.command);
        if (answer != null) {
          answer(own.partition(), round.command.sequence(), answer);
          idle = System.nanoTime();
          continue;
        }
      }
      if (System.nanoTime() - start > patienceNanos && !allHaveJoined()) {
        throw new StageBrokenException("some of its tasks have found no slot");
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("training was interrupted");
      }
      pause(idle);
    }
    List<Answer> all = new ArrayList<>();
    for (int p = 0; p < waiting.length(); p++) {
      all.add(Objects.requireNonNull(round.answers.get(p)));
    }
    return all;
  }

  /** Does element-wise work, and lets those tasks help that look for a command just now. */
  void together(int length, Ranges.Work work) {
    if (lookNanos == 0 || length < WORTH_SHARING) {
      work.on(0, length);
      return;
    }
    SharedWork all = new SharedWork(length, work, waiting.length());
    shared = all;
    all.finish();
    shared = null;
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
   * Serves commands until the stop; for a task in the driver's own JVM. The first that comes lends
   * its work to the driver.
   *
   * @param cancelled whether Spark wants the task to end
   */
  void serve(int partition, Function<Command, Answer> work, BooleanSupplier cancelled) {
    LentWork mine = new LentWork(partition, work);
    if (lent.compareAndSet(null, mine)) {
      lend(mine, cancelled);
      return;
    }
    Command command = awaitNext(partition, Command.NOTHING_YET.sequence(), cancelled);
    while (command.kind() != Command.Kind.STOP) {
      answer(partition, command.sequence(), work.apply(command));
      command = awaitNext(partition, command.sequence(), cancelled);
    }
  }

  /** Waits for the stop while the driver does the work. */
  private void lend(LentWork mine, BooleanSupplier cancelled) {
    LockSupport.unpark(driver);
    try {
      awaitNext(mine.partition(), Command.STOP.sequence() - 1, cancelled);
    } finally {
      mine.end();
      lent.set(null);
    }
    RuntimeException failure = mine.failure();
    if (failure != null) {
      throw failure;
    }
  }

  private Command awaitNext(int partition, long after, BooleanSupplier cancelled) {
    waiting.set(partition, Thread.currentThread());
    long start = System.nanoTime();
    try {
      while (true) {
        Command next = next(partition, after);
        if (next != null) {
          return next;
        }
        SharedWork work = shared;
        if (work != null) {
          work.help();
          start = System.nanoTime();
        }
        if (cancelled.getAsBoolean() || hasFailed(partition)) {
          return Command.STOP;
        }
        if (Thread.interrupted()) {
          throw new IllegalStateException("the task was interrupted");
        }
        pause(start);
      }
    } finally {
      waiting.set(partition, null);
    }
  }

  /** Whether the driver could not do what this partition has lent it. */
  private boolean hasFailed(int partition) {
    LentWork work = lent.get();
    return work != null && work.partition() == partition && work.failure() != null;
  }

  /** Looks again at once, or after a while, or when somebody says that there is something new. */
  private void pause(long since) {
    if (System.nanoTime() - since < lookNanos) {
      Thread.onSpinWait();
    } else {
      LockSupport.parkNanos(this, PARK_NANOS);
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
   * @throws IllegalArgumentException if the stage has no such partition, or the answer is none to
   *     its command; nothing has changed then
   */
  static void receive(Wire.Message message, Consumer<byte[]> reply) {
    ResidentHub hub = open(message.hubId());
    if (hub == null) {
      reply.accept(Command.STOP.encoded());
    } else {
      hub.requirePlausible(message);
      hub.answer(message.partition(), message.answered(), message.answer());
      hub.await(message.partition(), message.answered(), reply);
    }
  }

  /** An answer of other sizes would break the additions, which find it too late. */
  private void requirePlausible(Wire.Message message) {
    if (message.partition() >= waiting.length()) {
      throw new IllegalArgumentException(
          "partition %d of %d".formatted(message.partition(), waiting.length()));
    }
    Command asked = round.command;
    if (message.answered() != asked.sequence()) {
      return; // late: nobody looks at it
    }
    for (Subtree<?> subtree : message.answer().subtrees()) {
      if (!asked.isAnsweredBy(subtree.sum())) {
        throw new IllegalArgumentException(
            "partition %d answers %s with something else"
                .formatted(message.partition(), asked.kind()));
      }
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
