package org.lockstep.training.lane;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.data.lane.Lane;
import org.lockstep.encoding.Task;
import org.lockstep.network.CounterRandom;
import org.lockstep.network.CounterRandom.Purpose;
import org.lockstep.network.Network;
import org.lockstep.network.Topology;

/**
 * What one thread computes of a lane: the gradient sum of its share of a mini-batch, or the metric
 * sums of all its examples. No Spark in it, so that the reference trainer does the very same.
 *
 * <p>Not for several threads at a time.
 */
public final class LaneWorker {
  /** Examples that are evaluated in one product: a constant, so that it cannot move a bit. */
  public static final int EVALUATION_BATCH = 256;

  private final Assignment assignment;
  private final Network network;
  private final int inputWidth;

  /** Where an example's weight stands behind its inputs and targets, if it has one. */
  private final int weightPlace;

  private final boolean classes;

  /** Takes the memory for the largest share of a mini-batch that a lane can have. */
  public LaneWorker(Assignment assignment) {
    this.assignment = assignment;
    Topology topology = assignment.topology();
    network = new Network(topology, Math.max(assignment.plan().largestShare(), EVALUATION_BATCH));
    inputWidth = topology.inputWidth();
    classes = assignment.task() == Task.CLASSIFICATION;
    weightPlace = inputWidth + (classes ? 1 : topology.outputWidth());
  }

  /** What it works on. */
  public Assignment assignment() {
    return assignment;
  }

  /** Takes the parameters to be used from now on. */
  public void load(float[] parameters) {
    network.load(parameters);
  }

  /**
   * Computes the gradient of the lane's share of a mini-batch.
   *
   * @param gradient where it is written, as long as the parameters
   * @return sums over the share; null if it is empty
   */
  public @Nullable GradientSum gradient(Lane lane, Batch batch, float[] gradient) {
    BatchPlan plan = assignment.plan();
    int from = plan.shareFrom(batch, lane.index());
    int m = plan.shareTo(batch, lane.index()) - from;
    if (m == 0) {
      return null;
    }
    int[] order = lane.order(assignment.seed(), batch.epoch(), from, m);
    double weight = 0;
    for (int j = 0; j < m; j++) {
      putExample(j, lane, order[j]);
      weight += weigh(j, lane, order[j], true);
      if (assignment.topology().dropout() > 0) {
        network.putVisit(j, visit(batch.epoch(), lane, order[j]));
      }
    }
    double loss = network.gradientSum(m, gradient);
    return new GradientSum(gradient, loss, weight);
  }

  /** What the dropout of a visit follows from: an epoch visits an example of a lane once. */
  private CounterRandom visit(int epoch, Lane lane, int example) {
    return CounterRandom.of(assignment.seed(), Purpose.DROPOUT, epoch, lane.index(), example);
  }

  /**
   * Judges the network on all examples of a lane.
   *
   * @return sums over the lane; null if it is empty
   */
  public @Nullable MetricSum metrics(Lane lane) {
    if (lane.size() == 0) {
      return null;
    }
    MetricSum sum = new MetricSum(classes ? 0 : network.topology().outputWidth());
    judge(lane, batch -> sum.add(MetricSum.of(classes, batch)));
    return sum;
  }

  /**
   * Runs all examples of a lane through the network, in the lane's order.
   *
   * @param judge sees them batch by batch
   */
  public void judge(Lane lane, Consumer<JudgedBatch> judge) {
    for (int from = 0; from < lane.size(); from += EVALUATION_BATCH) {
      int m = Math.min(EVALUATION_BATCH, lane.size() - from);
      for (int j = 0; j < m; j++) {
        putExample(j, lane, from + j);
        weigh(j, lane, from + j, false);
      }
      float[] outputs = network.forward(m);
      judge.accept(
          new JudgedBatch(
              network.lossSum(m),
              network.targets(),
              outputs,
              network.weights(),
              network.topology().outputWidth(),
              m));
    }
  }

  /**
   * Gives example {@code j} of the batch the weight of the lane's example {@code i}.
   *
   * @param training whether the weight of its class counts
   */
  private float weigh(int j, Lane lane, int i, boolean training) {
    float weight = 1;
    if (lane.stride() > weightPlace) {
      weight = lane.block(i)[lane.offset(i) + weightPlace];
    }
    if (training && !assignment.classWeights().isEmpty()) {
      int label = (int) lane.block(i)[lane.offset(i) + inputWidth];
      weight *= assignment.classWeights().get(label).floatValue();
    }
    network.weights()[j] = weight;
    return weight;
  }

  /** Copies example {@code i} of the lane to place {@code j} of the batch. */
  private void putExample(int j, Lane lane, int i) {
    float[] block = lane.block(i);
    int offset = lane.offset(i);
    network.putExample(j, block, offset);
    int outputs = network.topology().outputWidth();
    if (classes) {
      Arrays.fill(network.targets(), j * outputs, (j + 1) * outputs, 0f);
      network.targets()[j * outputs + (int) block[offset + inputWidth]] = 1f;
    } else {
      System.arraycopy(block, offset + inputWidth, network.targets(), j * outputs, outputs);
    }
  }
}
