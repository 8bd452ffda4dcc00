package org.lockstep.training.exchange.resident;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.lockstep.data.lane.Lane;
import org.lockstep.training.exchange.task.TaskMetrics;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneTree;
import org.lockstep.training.lane.LaneWorker;
import org.lockstep.training.lane.MetricSum;

/** Holds the lanes of a partition and computes the results of commands on them. */
public final class ResidentTask implements StageTask {
  private final LaneWorker worker;
  private final int laneCount;
  private final List<Lane> train = new ArrayList<>();
  private final List<Lane> validation = new ArrayList<>();
  private final float[][] gradients;

  ResidentTask(LaneWorker worker, Iterator<Lane> train, Iterator<Lane> validation) {
    this.worker = worker;
    this.laneCount = worker.context().plan().lanes();
    train.forEachRemaining(this.train::add);
    validation.forEachRemaining(this.validation::add);
    gradients = new float[this.train.size()][worker.context().topology().sparseOffset()];
  }

  @Override
  public TaskResult compute(Command command) {
    long start = System.nanoTime();
    worker.load(command.parameters());
    List<? extends LaneTree.Subtree<?>> subtrees =
        command.kind() == Command.Kind.GRADIENT ? gradients(command) : metrics();
    long nanos = System.nanoTime() - start;
    TaskMetrics.computed(
        command.kind() == Command.Kind.GRADIENT ? train.size() : validation.size(), nanos);
    return new TaskResult(subtrees, nanos);
  }

  @Override
  public void close() {
    // its memory belongs to the thread
  }

  /** Overwrites the last sums of the lanes: the driver has added them up by now. */
  private List<LaneTree.Subtree<GradientSum>> gradients(Command command) {
    LaneTree<GradientSum> tree = new LaneTree<>(laneCount, GradientSum::add);
    for (int i = 0; i < train.size(); i++) {
      Lane lane = train.get(i);
      tree.addLane(lane.index(), worker.gradient(lane, command.batch(), gradients[i]));
    }
    return tree.subtrees();
  }

  private List<LaneTree.Subtree<MetricSum>> metrics() {
    LaneTree<MetricSum> tree = new LaneTree<>(laneCount, MetricSum::add);
    for (Lane lane : validation) {
      tree.addLane(lane.index(), worker.metrics(lane));
    }
    return tree.subtrees();
  }
}
