package org.lockstep.training.exchange.sharded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.lockstep.training.exchange.resident.Command;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.LaneTree;
import org.lockstep.training.lane.LaneTree.Subtree;

/**
 * An executor in the sharded exchange: what its tasks have in common. They add up their sums here,
 * and the last of them adds up the range that the executor owns and answers the driver; the totals
 * of the others, and the step on the one copy of the parameters, are awaited by a thread of its
 * own. Thread-safe.
 */
final class Peer {
  private static final Map<String, Peer> OPEN = new HashMap<>();

  private final Shares shares;
  private final Port port;
  private final List<float[]> vectors = new ArrayList<>();
  private final ExecutorService steps =
      Executors.newSingleThreadExecutor(
          job -> {
            Thread thread = new Thread(job, "lockstep-step");
            thread.setDaemon(true);
            return thread;
          });
  private int tasks;
  private long loaded = -1;
  private @Nullable Connection connection;
  private @Nullable Replica replica;
  private @Nullable Future<?> step;

  /** By which a peer reaches the others. */
  interface Port {
    /** Where the others reach it. */
    String address();

    /**
     * Connects it with the others.
     *
     * @param peers their addresses, its own among them
     * @param reduction takes what they send
     */
    Post connect(List<String> peers, RangeReduction reduction);

    /** Ends the connections. */
    void close();
  }

  /**
   * What a peer has once it knows the others.
   *
   * @param meeting of its tasks
   */
  private record Connection(Meeting meeting, RangeReduction reduction, Post post) {}

  Peer(Shares shares, Port port) {
    this.shares = shares;
    this.port = port;
  }

  /** The peer of a stage in this JVM; each task opens it once. */
  static Peer open(String stageId, Shares shares) {
    synchronized (OPEN) {
      Peer peer = OPEN.get(stageId);
      if (peer == null) {
        peer = new Peer(shares, PeerPort.open(stageId));
        OPEN.put(stageId, peer);
      }
      peer.tasks++;
      return peer;
    }
  }

  /** Leaves the peer; the last task closes it. */
  void leave(String stageId) {
    synchronized (OPEN) {
      tasks--;
      if (tasks == 0) {
        OPEN.remove(stageId, this);
        close();
      }
    }
  }

  /** Ends its thread and its connections. */
  void close() {
    steps.shutdownNow();
    port.close();
  }

  /** Where other peers reach it. */
  String address() {
    return port.address();
  }

  /** Connects with the others, once. */
  synchronized void connect(Roster roster) {
    if (connection == null) {
      List<String> peers = roster.peers();
      int number = peers.indexOf(address());
      if (number < 0) {
        throw new IllegalStateException("%s is none of %s".formatted(address(), peers));
      }
      int lanes = shares.plan().lanes();
      RangeReduction reduction =
          new RangeReduction(number, new Ranges(shares.parameters(), peers.size()), lanes);
      connection =
          new Connection(
              new Meeting(roster.tasks(number), lanes), reduction, port.connect(peers, reduction));
    }
  }

  /** Takes a vector of the run's state, once. */
  synchronized void load(Command command) {
    if (command.sequence() <= loaded) {
      return;
    }
    loaded = command.sequence();
    List<Double> numbers = command.numbers();
    vectors.add(command.parameters().clone());
    if (numbers.get(0).intValue() == shares.step().optimizer().vectorCount()) {
      double[] ofOptimizer = numbers.stream().skip(1).mapToDouble(Double::doubleValue).toArray();
      replica = new Replica(shares.step(), vectors.toArray(float[][]::new), ofOptimizer);
      vectors.clear();
    }
  }

  /** θ after the last step, for which this waits; not a copy. */
  float[] theta() {
    Future<?> last;
    Replica mine;
    synchronized (this) {
      last = step;
      mine = loaded(replica);
    }
    if (last != null) {
      try {
        last.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        throw new IllegalStateException("the task was interrupted", e);
      }
    }
    return mine.theta();
  }

  /**
   * Takes a task's sums of a mini-batch; with those of the last task the step is done.
   *
   * @param cancelled whether Spark wants the task to end
   * @return the total of the range that the peer owns; nothing if others of its tasks are missing
   */
  TaskResult step(Command command, TaskResult sums, BooleanSupplier cancelled) {
    Connection others = connection();
    TaskResult all = others.meeting().add(sums);
    if (all == null) {
      return TaskResult.NONE;
    }
    long sequence = command.sequence();
    RangeReduction reduction = others.reduction();
    Subtree<?> total =
        new Subtree<>(
            LaneTree.root(shares.plan().lanes()),
            reduction.reduce(others.post(), sequence, all, cancelled));
    long k = shares.plan().iteration(command.batch());
    double eta = command.numbers().get(0);
    synchronized (this) {
      Replica mine = loaded(replica);
      step = steps.submit(() -> mine.step(reduction.gather(sequence, cancelled), k, eta));
    }
    return new TaskResult(List.of(total), all.computeNanos());
  }

  /**
   * Takes a task's sums of metrics.
   *
   * @return those of all of its tasks, with what tells its parameters from others; nothing if
   *     others are missing
   */
  TaskResult metrics(TaskResult sums) {
    TaskResult all = connection().meeting().add(sums);
    return all == null
        ? TaskResult.NONE
        : new TaskResult(all.subtrees(), all.computeNanos(), Replica.fingerprint(theta()));
  }

  private synchronized Connection connection() {
    return loaded(connection);
  }

  private static <T> T loaded(@Nullable T state) {
    if (state == null) {
      throw new IllegalStateException("a peer without parameters");
    }
    return state;
  }
}
