package org.lockstep.training.exchange.resident;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;
import org.lockstep.training.exchange.resident.Wire.Message;
import org.lockstep.training.exchange.resident.Wire.Reply;
import org.lockstep.training.exchange.resident.Wire.Sender;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.LaneTree;
import org.lockstep.training.lane.Sum;

/**
 * Where the tasks of a stage in one executor's JVM meet: they receive each command together, add up
 * their sums as far as whole subtrees of the lanes' tree go, and send one message, when the last of
 * them is done. So θ goes to an executor once, however many tasks it has, and few sums come back.
 *
 * <p>A task that joins late takes the current command from here, and its result goes in a message
 * of its own. One message at a time waits for the next command; others are answered at once.
 *
 * <p>Thread-safe.
 */
final class Combiner {
  /** How often a waiting task checks whether Spark wants it to end. */
  private static final long POLL_MILLIS = 100;

  /** How often an executor whose answer takes long shows a sign of life, and from when on. */
  static final long SIGNS_OF_LIFE_MILLIS = 1_000;

  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          job -> {
            Thread thread = new Thread(job, "lockstep-signs-of-life");
            thread.setDaemon(true);
            return thread;
          });

  private static final Map<String, Combiner> OPEN = new HashMap<>();

  private final Sender sender;
  private final int lanes;
  private final HubClient hub;
  private final Set<Member> members = new HashSet<>();
  private final Future<?> signsOfLife;
  private Turn turn;
  private boolean asking;
  private @Nullable Throwable failure;

  private Combiner(String hubId, int lanes, Uplink uplink) {
    SparkEnv env = SparkEnv.get();
    sender = new Sender(hubId, env.executorId());
    this.lanes = lanes;
    int pieceBytes = Pieces.size(env.conf());
    hub = new HubClient(HubEndpoint.driver(), uplink, sender, pieceBytes, this::failed);
    turn = new Turn(Command.NOTHING_YET);
    signsOfLife =
        TIMER.scheduleWithFixedDelay(
            this::showSignOfLife,
            SIGNS_OF_LIFE_MILLIS,
            SIGNS_OF_LIFE_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /**
   * A task that waits for those of other executors cannot answer either: the driver is to know
   * which executor is gone.
   */
  private void showSignOfLife() {
    boolean isLate;
    synchronized (this) {
      long millis = (System.nanoTime() - turn.began) / 1_000_000;
      isLate = !turn.owing.isEmpty() && millis > SIGNS_OF_LIFE_MILLIS;
    }
    if (isLate) {
      hub.alive();
    }
  }

  /** A command and the results of this JVM's tasks for it. */
  private final class Turn {
    private final Command command;
    private final long began = System.nanoTime();
    private final Set<Member> owing = new HashSet<>();
    private final Set<Integer> claimed = new HashSet<>();
    private LaneTree<Sum> tree = new LaneTree<>(lanes, Sum::add);
    private List<Integer> done = new ArrayList<>();
    private long nanos;

    Turn(Command command) {
      this.command = command;
    }

    /** Takes the results that were not sent. */
    TaskResult take() {
      TaskResult result = new TaskResult(tree.subtrees(), nanos);
      tree = new LaneTree<>(lanes, Sum::add);
      done = new ArrayList<>();
      nanos = 0;
      return result;
    }
  }

  /**
   * Joins the tasks of a stage that are in this JVM.
   *
   * @param lanes of the tree
   * @param uplink of this JVM
   */
  static Member join(String hubId, int partition, int lanes, Uplink uplink) {
    synchronized (OPEN) {
      Combiner combiner = OPEN.computeIfAbsent(hubId, id -> new Combiner(id, lanes, uplink));
      Member member = combiner.new Member(partition);
      combiner.joined(member);
      return member;
    }
  }

  private void joined(Member member) {
    Message message;
    synchronized (this) {
      members.add(member);
      if (turn.command != Command.NOTHING_YET) {
        turn.owing.add(member);
      }
      boolean wants = !asking && turn.command == Command.NOTHING_YET;
      asking |= wants;
      message =
          new Message(
              sender,
              wants ? Reply.COMMAND : Reply.NOTHING,
              Command.NOTHING_YET.sequence(),
              List.of(member.partition),
              TaskResult.NONE);
    }
    send(message);
  }

  /** Sends what is done once no task here owes a result; empty messages are not sent. */
  private void sendIfComplete() {
    Message message;
    synchronized (this) {
      if (!turn.owing.isEmpty() || turn.done.isEmpty()) {
        return;
      }
      List<Integer> partitions = turn.done;
      TaskResult result = turn.take();
      message = new Message(sender, reply(), turn.command.sequence(), partitions, result);
      asking = true;
    }
    send(message);
  }

  /** Sends a result that is not added to those of other tasks. */
  private void sendAlone(Command command, int partition, TaskResult result) {
    Message message;
    synchronized (this) {
      message = new Message(sender, reply(), command.sequence(), List.of(partition), result);
      asking = true;
    }
    send(message);
  }

  private void send(Message message) {
    hub.send(message, this::commanded);
  }

  /** One message at a time waits for the next command. */
  private Reply reply() {
    return asking ? Reply.NOTHING : Reply.COMMAND;
  }

  private synchronized void commanded(Command command) {
    asking = false;
    turn = new Turn(command);
    turn.owing.addAll(members);
    notifyAll();
  }

  private synchronized void failed(Throwable reason) {
    failure = reason;
    notifyAll();
  }

  /** A task. */
  final class Member implements AutoCloseable {
    private final int partition;

    private Member(int partition) {
      this.partition = partition;
    }

    /**
     * Waits for a command.
     *
     * @param after number of the last one
     * @param cancelled whether Spark wants the task to end
     * @throws IllegalStateException if the driver cannot be reached, or refuses a message
     */
    Command next(long after, BooleanSupplier cancelled) {
      synchronized (Combiner.this) {
        while (turn.command.sequence() <= after) {
          if (failure != null) {
            throw new IllegalStateException("the driver does not answer", failure);
          }
          if (cancelled.getAsBoolean()) {
            return Command.STOP;
          }
          try {
            Combiner.this.wait(POLL_MILLIS);
          } catch (InterruptedException e) {
            throw new IllegalStateException("the task was interrupted", e);
          }
        }
        return turn.command;
      }
    }

    /** Adds the result of a command; of two results of a partition only one. */
    void complete(Command command, TaskResult result) {
      @Nullable LaneTree<Sum> tree;
      boolean isTaken;
      synchronized (Combiner.this) {
        isTaken = turn.command == command && turn.claimed.add(partition);
        tree = isTaken && result.text().isEmpty() ? turn.tree : null;
      }
      if (isTaken && tree == null) {
        sendAlone(command, partition, result);
      }
      if (tree != null) {
        result.addTo(tree, Sum.class); // while other tasks add theirs
      }
      synchronized (Combiner.this) {
        turn.owing.remove(this);
        if (tree != null) {
          turn.done.add(partition);
          turn.nanos = Math.max(turn.nanos, result.computeNanos());
        }
      }
      sendIfComplete();
    }

    /** Leaves: the others no longer wait for its result. */
    @Override
    public void close() {
      synchronized (OPEN) {
        boolean last;
        synchronized (Combiner.this) {
          members.remove(this);
          turn.owing.remove(this);
          last = members.isEmpty();
        }
        if (last) {
          OPEN.remove(sender.hubId(), Combiner.this);
          signsOfLife.cancel(false);
          hub.abort();
        }
      }
      sendIfComplete();
    }
  }
}
