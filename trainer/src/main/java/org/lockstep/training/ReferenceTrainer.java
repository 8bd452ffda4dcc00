package org.lockstep.training;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.data.lane.Lane;
import org.lockstep.encoding.Task;
import org.lockstep.network.Topology;
import org.lockstep.optimization.Descent;
import org.lockstep.optimization.vector.Gradient;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneContext;
import org.lockstep.training.lane.LaneWorker;
import org.lockstep.training.network.FirstParameters;

/**
 * Trains in a plain loop on one thread, without Spark. Tests require every distributed run to give
 * the same bits. It shares the computations of a lane, but neither the exchange nor the tree.
 */
public final class ReferenceTrainer {
  private final List<Lane> lanes;
  private final BatchPlan plan;
  private final Topology topology;
  private final TrainingSettings settings;
  private final LaneWorker worker;
  private double batchWeight;

  /**
   * Creates the trainer.
   *
   * @param lanes all lanes, in order
   * @param plan of the mini-batches, by which the lanes were dealt
   */
  public ReferenceTrainer(
      List<Lane> lanes, BatchPlan plan, Topology topology, Task task, TrainingSettings settings) {
    this(lanes, plan, topology, task, settings, List.of());
  }

  /**
   * Creates the trainer of a run with class weights.
   *
   * @param classWeights training weight of the examples of each class; empty for 1 each
   */
  public ReferenceTrainer(
      List<Lane> lanes,
      BatchPlan plan,
      Topology topology,
      Task task,
      TrainingSettings settings,
      List<Double> classWeights) {
    this.lanes = List.copyOf(lanes);
    this.plan = plan;
    this.topology = topology;
    this.settings = settings;
    this.worker =
        new LaneWorker(
            new LaneContext(
                topology,
                settings.network().kernel(),
                new LaneContext.Targets(task, classWeights, null),
                plan,
                settings.batches().seed(),
                RunLength.dropout(settings, plan)));
  }

  /**
   * Trains.
   *
   * @return the parameter vector after all epochs
   */
  public float[] train() {
    float[] theta =
        new FirstParameters(settings, topology, plan)
            .draw(count -> lanes.stream().map(lane -> lane.frontInputs(count)).toList());
    Descent descent = RunLength.start(settings, topology, plan);
    double lossSum = 0;
    double weightSum = 0;
    for (long k = 0; k < RunLength.iterations(settings, plan); k++) {
      Batch batch = plan.batch(k);
      double loss = descent.step(theta, at -> gradient(at, batch), k);
      lossSum += loss * batchWeight;
      weightSum += batchWeight;
      if (batch.to() == plan.examples()) {
        descent.evaluated(lossSum / weightSum);
        lossSum = 0;
        weightSum = 0;
      }
    }
    return theta;
  }

  private Gradient gradient(float[] theta, Batch batch) {
    worker.load(theta);
    GradientSum sum = sum(batch, 0, treeWidth());
    if (sum == null) {
      throw new IllegalStateException("a mini-batch without examples");
    }
    batchWeight = sum.weight();
    return MeanGradient.of(sum);
  }

  /** Number of lanes, rounded up to a power of two. */
  private int treeWidth() {
    int width = 1;
    while (width < lanes.size()) {
      width *= 2;
    }
    return width;
  }

  /** The sum of lanes {@code from} to {@code from + width - 1}: left half + right half. */
  private @Nullable GradientSum sum(Batch batch, int from, int width) {
    if (from >= lanes.size()) {
      return null;
    }
    if (width == 1) {
      return worker.gradient(lanes.get(from), batch, new float[topology.sparseOffset()]);
    }
    GradientSum left = sum(batch, from, width / 2);
    GradientSum right = sum(batch, from + width / 2, width / 2);
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    return left.add(right);
  }
}
