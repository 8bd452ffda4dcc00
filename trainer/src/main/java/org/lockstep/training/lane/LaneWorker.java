package org.lockstep.training.lane;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lockstep.SparseRun;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.data.lane.Lane;
import org.lockstep.encoding.Decision;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Task;
import org.lockstep.network.CounterRandom;
import org.lockstep.network.CounterRandom.Purpose;
import org.lockstep.network.Network;
import org.lockstep.network.Topology;
import org.lockstep.training.metric.DetailSum;
import org.lockstep.training.metric.EvaluatedBatch;
import org.lockstep.training.metric.WantedMetrics;

/**
 * Computes on one lane: the gradient sum of its share of a mini-batch, or the metric sums of all
 * its examples. Free of Spark, so that {@link org.lockstep.training.ReferenceTrainer} shares it.
 *
 * <p>Not thread-safe.
 */
public final class LaneWorker {
  /** Examples per matrix product of an evaluation; a constant, so that bits do not depend on it. */
  public static final int EVALUATION_BATCH = 256;

  private final LaneContext context;
  private final Network network;

  private final int inputWidth;

  /** Floats of an example's targets, behind which its weight is, if it has one. */
  private final int targetWidth;

  private final boolean classes;

  /** Allocates the memory for the largest share of a mini-batch that a lane can have. */
  public LaneWorker(LaneContext context) {
    this.context = context;
    Topology topology = context.topology();
    int capacity = Math.max(context.plan().largestShare(), EVALUATION_BATCH);
    network = new Network(topology, context.kernel(), capacity);
    classes = context.targets().task() == Task.CLASSIFICATION;
    inputWidth = topology.inputWidth();
    targetWidth = classes ? 1 : topology.predictionWidth();
  }

  /** Inputs of all its computations. */
  public LaneContext context() {
    return context;
  }

  /** Copies the parameters for the computations that follow. */
  public void load(float[] parameters) {
    network.load(parameters);
  }

  /**
   * Computes the gradient of the lane's share of a mini-batch.
   *
   * @param gradient receives Σ w ∂J/∂θ; as long as the parameters without the weights from sparse
   *     inputs
   * @return sums over the share; null if it is empty
   */
  public @Nullable GradientSum gradient(Lane lane, Batch batch, float[] gradient) {
    BatchPlan plan = context.plan();
    int from = plan.shareFrom(batch, lane.index());
    int m = plan.shareTo(batch, lane.index()) - from;
    if (m == 0) {
      return null;
    }
    network.setDropout(context.dropoutAt(batch));
    int[] order = lane.order(context.seed(), batch.epoch(), from, m);
    double weight = 0;
    for (int j = 0; j < m; j++) {
      putExample(j, lane, order[j]);
      weight += putWeight(j, lane, order[j], true);
      if (context.topology().dropout() > 0) {
        network.putVisit(j, visit(batch.epoch(), lane, order[j]));
      }
    }
    double loss = network.gradientSum(m, gradient);
    return new GradientSum(gradient, network.sparseGradient(m), loss, weight);
  }

  /** The random numbers of dropout, which depend on epoch, lane and example alone. */
  private CounterRandom visit(int epoch, Lane lane, int example) {
    return CounterRandom.of(context.seed(), Purpose.DROPOUT, epoch, lane.index(), example);
  }

  /**
   * Computes the metric sums of all examples of a lane.
   *
   * @return sums over the lane; null if it is empty
   */
  public @Nullable MetricSum metrics(Lane lane) {
    return metrics(lane, Borrowed.NONE);
  }

  /**
   * Like {@link #metrics(Lane)}, of examples some of whose inputs are those of others.
   *
   * @param borrowed these inputs
   * @return sums over the lane; null if it is empty
   */
  public @Nullable MetricSum metrics(Lane lane, Borrowed borrowed) {
    if (lane.size() == 0) {
      return null;
    }
    Decision decision = classes ? decision(context.targets().metrics()) : null;
    MetricSum sum = new MetricSum(classes ? 0 : network.topology().predictionWidth());
    WantedMetrics wanted = context.targets().metrics();
    DetailSum.Collector details = DetailSum.collector(wanted, lane.size());
    evaluate(
        lane,
        borrowed,
        scaled -> {
          EvaluatedBatch batch = wanted == null ? scaled : scaled.inUnitsOf(wanted.target());
          sum.add(MetricSum.of(decision, batch));
          details.add(batch);
        });
    return sum.with(details.sum());
  }

  private static Decision decision(@Nullable WantedMetrics wanted) {
    return wanted != null && wanted.target() instanceof TargetEncoding.Classes target
        ? target.decision()
        : Decision.MOST_PROBABLE;
  }

  /**
   * Runs all examples of a lane through the network, in the lane's order.
   *
   * @param evaluation receives them batch by batch
   */
  public void evaluate(Lane lane, Consumer<EvaluatedBatch> evaluation) {
    evaluate(lane, Borrowed.NONE, evaluation);
  }

  private void evaluate(Lane lane, Borrowed borrowed, Consumer<EvaluatedBatch> evaluation) {
    for (int from = 0; from < lane.size(); from += EVALUATION_BATCH) {
      int m = Math.min(EVALUATION_BATCH, lane.size() - from);
      for (int j = 0; j < m; j++) {
        putExample(j, lane, from + j);
        putWeight(j, lane, from + j, false);
        if (borrowed.plain().width() > 0) {
          borrow(j, lane, from + j, borrowed);
        }
      }
      float[] outputs = network.forward(m);
      double loss = network.lossSum(m);
      evaluation.accept(
          new EvaluatedBatch(
              loss,
              predicted(network.targets(), m),
              predicted(outputs, m),
              network.weights(),
              network.topology().predictionWidth(),
              m));
    }
  }

  /** Replaces some inputs of position {@code j} of the batch, the lane's example {@code i}. */
  private void borrow(int j, Lane lane, int i, Borrowed borrowed) {
    int donor = borrowed.donor(i);
    float[] block = lane.block(donor);
    int at = lane.offset(donor);
    int first = borrowed.plain().from();
    network.putFeatures(j, first, block, at + first, borrowed.plain().width());
    if (borrowed.sparse().width() > 0) {
      int from = borrowed.sparse().from();
      int run = lane.offset(i) + inputWidth;
      int to = from + borrowed.sparse().width();
      network.putSparse(
          j, SparseRun.withOther(lane.block(i), run, block, at + inputWidth, from, to));
    }
  }

  /** Of several outputs of a target the one that is its prediction. */
  private float[] predicted(float[] all, int m) {
    Topology topology = network.topology();
    if (topology.predictionWidth() == topology.outputWidth()) {
      return all;
    }
    float[] predicted = new float[m * topology.predictionWidth()];
    for (int i = 0; i < predicted.length; i++) {
      predicted[i] = all[topology.predictedOutput(i)];
    }
    return predicted;
  }

  /** The losses of the examples of the batch that {@link #evaluate} has just given, unweighted. */
  public double[] losses() {
    return network.losses();
  }

  /**
   * Sets and returns the weight of example {@code j} of the batch, the lane's example {@code i}.
   *
   * @param training whether to multiply by the weight of its class
   */
  private float putWeight(int j, Lane lane, int i, boolean training) {
    float weight = 1;
    float[] block = lane.block(i);
    int targets = targets(block, lane.offset(i));
    if (lane.shape().inputs() + lane.shape().tail() > inputWidth + targetWidth) {
      weight = block[targets + targetWidth];
    }
    if (training && !context.targets().classWeights().isEmpty()) {
      int label = (int) block[targets];
      weight *= context.targets().classWeights().get(label).floatValue();
    }
    network.weights()[j] = weight;
    return weight;
  }

  /** Where the targets of an example are that begins at {@code offset}. */
  private int targets(float[] block, int offset) {
    int run = offset + inputWidth;
    return context.topology().sparse().areNone() ? run : run + SparseRun.length(block, run);
  }

  /** Copies the lane's example {@code i} to position {@code j} of the batch. */
  private void putExample(int j, Lane lane, int i) {
    float[] block = lane.block(i);
    int offset = lane.offset(i);
    network.putExample(j, block, offset);
    int from = targets(block, offset);
    int outputs = network.topology().outputWidth();
    if (classes) {
      Arrays.fill(network.targets(), j * outputs, (j + 1) * outputs, 0f);
      network.targets()[j * outputs + (int) block[from]] = 1f;
    } else if (network.topology().predictionWidth() == outputs) {
      System.arraycopy(block, from, network.targets(), j * outputs, outputs);
    } else {
      int perTarget = network.topology().loss().outputsPerTarget();
      for (int o = 0; o < outputs; o++) {
        network.targets()[j * outputs + o] = block[from + o / perTarget];
      }
    }
  }
}
