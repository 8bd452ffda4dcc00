package org.lockstep.jobs.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.data.lane.Lane;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneContext;
import org.lockstep.training.lane.LaneTree;
import org.lockstep.training.lane.LaneWorker;

/** Gradient descent over lanes with two threads, the sums added in the one order or in any. */
final class TwoThreads implements AutoCloseable {
  private static final int THREADS = 2;
  private static final float LEARNING_RATE = 0.01f;

  /** In which order lanes are taken and added. */
  enum Order {
    /** Each thread has half of the lanes; all sums go into Lockstep's tree. */
    TREE,
    /** Each thread takes the next free lane; sums are added as they come. */
    ARRIVAL
  }

  private final List<Lane> lanes;
  private final BatchPlan plan;
  private final float[] theta;
  private final Order order;
  private final List<LaneWorker> workers = new ArrayList<>();
  private final float[][] gradients;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final CompletionService<LaneTree<GradientSum>> treeParts =
      new ExecutorCompletionService<>(threads);
  private final CompletionService<@Nullable GradientSum> sums =
      new ExecutorCompletionService<>(threads);

  TwoThreads(List<Lane> lanes, LaneContext context, float[] theta, Order order) {
    this.lanes = lanes;
    this.plan = context.plan();
    this.theta = theta;
    this.order = order;
    for (int t = 0; t < THREADS; t++) {
      workers.add(new LaneWorker(context));
    }
    gradients = new float[lanes.size()][theta.length];
  }

  /** Trains an epoch, and returns its seconds. */
  double epoch(int epoch) throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    long first = (long) epoch * plan.iterationsPerEpoch();
    for (long k = first; k < first + plan.iterationsPerEpoch(); k++) {
      Batch batch = plan.batch(k);
      GradientSum sum = order == Order.TREE ? byTree(batch) : byArrival(batch);
      float[] gradient = sum.mean();
      for (int i = 0; i < theta.length; i++) {
        theta[i] -= LEARNING_RATE * gradient[i];
      }
    }
    return (System.nanoTime() - start) * 1e-9;
  }

  private GradientSum byTree(Batch batch) throws InterruptedException, ExecutionException {
    for (int t = 0; t < THREADS; t++) {
      LaneWorker worker = workers.get(t);
      List<Lane> mine = lanes.subList(lanes.size() * t / THREADS, lanes.size() * (t + 1) / THREADS);
      treeParts.submit(
          () -> {
            worker.load(theta);
            LaneTree<GradientSum> tree = new LaneTree<>(lanes.size(), GradientSum::add);
            for (Lane lane : mine) {
              int i = lane.index();
              tree.addLane(i, worker.gradient(lane, batch, gradients[i]));
            }
            return tree;
          });
    }
    List<LaneTree<GradientSum>> parts = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      parts.add(treeParts.take().get());
    }
    LaneTree<GradientSum> tree = new LaneTree<>(lanes.size(), GradientSum::add);
    parts.forEach(part -> part.subtrees().forEach(tree::add));
    return tree.total();
  }

  private GradientSum byArrival(Batch batch) throws InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger();
    for (LaneWorker worker : workers) {
      sums.submit(
          () -> {
            worker.load(theta);
            GradientSum own = null;
            for (int i = next.getAndIncrement(); i < lanes.size(); i = next.getAndIncrement()) {
              own = plus(own, worker.gradient(lanes.get(i), batch, gradients[i]));
            }
            return own;
          });
    }
    GradientSum total = null;
    for (int t = 0; t < THREADS; t++) {
      Future<@Nullable GradientSum> first = sums.take();
      total = plus(total, first.get());
    }
    if (total == null) {
      throw new IllegalStateException("a mini-batch without examples");
    }
    return total;
  }

  private static @Nullable GradientSum plus(@Nullable GradientSum a, @Nullable GradientSum b) {
    return a == null ? b : b == null ? a : a.add(b);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
