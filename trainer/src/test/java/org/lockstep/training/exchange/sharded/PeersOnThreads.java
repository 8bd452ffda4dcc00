package org.lockstep.training.exchange.sharded;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.data.lane.LaneRanges;
import org.lockstep.optimization.StepSettings;
import org.lockstep.training.exchange.resident.Command;
import org.lockstep.training.exchange.resident.Protocol;
import org.lockstep.training.exchange.resident.ResidentStage;
import org.lockstep.training.exchange.resident.StageTask;
import org.lockstep.training.exchange.resident.Wire;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneTree;
import org.lockstep.training.lane.MetricSum;

/**
 * Executors of one task or several, each task on a thread of its own. What peers send is encoded
 * and decoded, and counted. The gradient of a lane is made of random numbers and θ.
 */
final class PeersOnThreads implements Protocol.Dialogue, AutoCloseable {
  private final Shares shares;
  private final LaneRanges lanes;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Peer> peers = new ArrayList<>();
  private final List<PeerTask> tasks = new ArrayList<>();
  private final List<Integer> executorOfTask = new ArrayList<>();
  private final Map<String, RangeReduction> reductions = new ConcurrentHashMap<>();
  private long sequence;

  /** Bytes of an executor since the last {@link #forget}. */
  final AtomicLongArray sent;

  final AtomicLongArray received;
  final AtomicLongArray toDriver;

  /**
   * Starts them.
   *
   * @param sizes tasks of each executor
   */
  PeersOnThreads(List<Integer> sizes, int parameters, BatchPlan plan, StepSettings step) {
    shares = new Shares(parameters, plan, step);
    sent = new AtomicLongArray(sizes.size());
    received = new AtomicLongArray(sizes.size());
    toDriver = new AtomicLongArray(sizes.size());
    lanes = LaneRanges.of(plan.lanes(), sizes);
    for (int executor = 0; executor < sizes.size(); executor++) {
      Peer peer = new Peer(shares, new Counted(executor));
      peers.add(peer);
      for (int i = 0; i < sizes.get(executor); i++) {
        executorOfTask.add(executor);
        tasks.add(task(tasks.size(), peer));
      }
    }
  }

  private PeerTask task(int partition, Peer peer) {
    int from = lanes.first(partition);
    int to = lanes.first(partition + 1);
    StageTask.Seat seat = new StageTask.Seat("stage", partition, () -> false);
    return new PeerTask(command -> compute(command, from, to), peer, seat);
  }

  /** Starts a task in the place of another. */
  void replace(int partition) {
    tasks.set(partition, task(partition, peers.get(executorOfTask.get(partition))));
  }

  /** Connects an executor with the others. */
  private final class Counted implements Peer.Port {
    private final int executor;

    Counted(int executor) {
      this.executor = executor;
    }

    @Override
    public String address() {
      return "host:" + executor;
    }

    @Override
    public Post connect(List<String> addresses, RangeReduction reduction) {
      reductions.put(address(), reduction);
      return (receiver, box, sequence, sums) -> {
        byte[] bytes = Wire.message(PeerPort.message("stage", box, executor, sequence, sums));
        sent.addAndGet(executor, bytes.length);
        received.addAndGet(receiver, bytes.length);
        reductions.get(addresses.get(receiver)).mailbox(box).put(Wire.message(bytes));
      };
    }

    @Override
    public void close() {
      reductions.remove(address());
    }
  }

  @Override
  public List<TaskResult> ask(ResidentStage.CommandFactory factory) {
    Command command = factory.numbered(sequence++);
    List<Future<TaskResult>> results = new ArrayList<>();
    tasks.forEach(task -> results.add(threads.submit(() -> task.compute(command))));
    List<TaskResult> all = new ArrayList<>();
    for (int t = 0; t < results.size(); t++) {
      try {
        TaskResult result = results.get(t).get();
        all.add(result);
        if (result != TaskResult.NONE) {
          int executor = executorOfTask.get(t);
          byte[] bytes =
              Wire.message(PeerPort.message("stage", Post.Box.TOTALS, executor, sequence, result));
          toDriver.addAndGet(executor, bytes.length);
        }
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    return all;
  }

  @Override
  public void connect(List<String> addresses) {
    // Results are passed on in this JVM
  }

  /** Forgets what was counted. */
  void forget() {
    for (AtomicLongArray counter : List.of(sent, received, toDriver)) {
      for (int i = 0; i < counter.length(); i++) {
        counter.set(i, 0);
      }
    }
  }

  private TaskResult compute(Command command, int from, int to) {
    if (command.kind() == Command.Kind.METRICS) {
      LaneTree<MetricSum> tree = new LaneTree<>(shares.plan().lanes(), MetricSum::add);
      for (int lane = from; lane < to; lane++) {
        tree.addLane(lane, MetricSum.readFrom(ByteBuffer.allocate(37))); // of no outputs
      }
      return new TaskResult(tree.subtrees(), 0);
    }
    LaneTree<GradientSum> tree = new LaneTree<>(shares.plan().lanes(), GradientSum::add);
    long k = shares.plan().iteration(command.batch());
    for (int lane = from; lane < to; lane++) {
      tree.addLane(lane, lane(lane, k, command.parameters()));
    }
    return new TaskResult(tree.subtrees(), 0);
  }

  /** The sum of a lane; some have no examples in a mini-batch. */
  private static @Nullable GradientSum lane(int lane, long k, float[] theta) {
    if ((lane + k) % 5 == 2) {
      return null;
    }
    SplittableRandom random = new SplittableRandom(lane * 1_000L + k);
    float[] gradient = new float[theta.length];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) (random.nextDouble() - 0.5) + 0.01f * theta[i];
    }
    return new GradientSum(gradient, random.nextDouble(), random.nextDouble() + 0.1);
  }

  /** The sum of all lanes, without executors. */
  static GradientSum whole(long k, int lanes, float[] theta) {
    LaneTree<GradientSum> tree = new LaneTree<>(lanes, GradientSum::add);
    for (int lane = 0; lane < lanes; lane++) {
      tree.addLane(lane, lane(lane, k, theta));
    }
    return tree.total();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    peers.forEach(Peer::close);
  }
}
