package org.lockstep.training;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.lockstep.data.BatchPlan;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.optimization.Descent;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.DescentState;
import org.lockstep.optimization.schedule.Horizon;
import org.lockstep.training.exchange.ExchangeKind;

/**
 * The network and how it is trained. Together with the data, all but {@code partitions} and {@code
 * exchange} decide the bits of the model; those two only decide where the work is done.
 *
 * @param hidden units of each hidden layer, from the input to the output; may be empty
 * @param activation of the hidden layers
 * @param dropout share of each hidden layer's units that is dropped in training; in [0, 1)
 * @param layerNorm whether the weighted inputs of the hidden layers are normalised
 * @param loss what is minimised
 * @param batchSize examples of a mini-batch, over the whole cluster; 1 or more; an optimizer that
 *     needs all examples takes them, whatever this is
 * @param epochs passes over the examples; 1 or more
 * @param descent how a gradient becomes a step
 * @param seed of every random draw
 * @param lanes virtual workers; empty for {@link #lanesFor}, or 64 where a batch is all examples
 * @param partitions Spark partitions that carry the lanes, at most one a lane; empty for as many as
 *     the cluster has cores
 * @param exchange how weights and gradients travel
 * @param stopping when the run ends before its last epoch
 * @param classWeights what an example's class is worth
 * @param warmStart the folder of a model to begin with; empty for drawn parameters
 */
public record TrainingSettings(
    List<Integer> hidden,
    Activation activation,
    double dropout,
    boolean layerNorm,
    Loss loss,
    int batchSize,
    int epochs,
    DescentSettings descent,
    long seed,
    OptionalInt lanes,
    OptionalInt partitions,
    ExchangeKind exchange,
    StoppingSettings stopping,
    ClassWeights classWeights,
    Optional<String> warmStart) {
  private static final int SMALL_SHARE = 64;
  private static final int LARGE_SHARE = 256;
  private static final int MANY_LANES = 8;
  private static final int FULL_BATCH_LANES = 64;

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is outside its bounds
   */
  public TrainingSettings {
    hidden = List.copyOf(hidden);
    for (int units : hidden) {
      check(units >= 1, "hidden", hidden, "every layer needs 1 unit or more");
    }
    check(
        !activation.isForOutputOnly(),
        "activation",
        activation.settingsName(),
        "it is for outputs");
    check(dropout >= 0 && dropout < 1, "dropout", dropout, "it must be in [0, 1)");
    check(
        dropout == 0 || !descent.optimizer().isFullBatch(),
        "dropout",
        dropout,
        "%s needs a loss that stays the same: set it to 0"
            .formatted(descent.optimizer().settingsName()));
    check(batchSize >= 1, "batch-size", batchSize, "it must be 1 or more");
    check(epochs >= 1, "epochs", epochs, "it must be 1 or more");
    lanes.ifPresent(n -> check(n >= 1 && n <= 65536, "lanes", n, "it must be 1 to 65536"));
    partitions.ifPresent(n -> check(n >= 1, "partitions", n, "it must be 1 or more"));
    if (partitions.isPresent()) {
      int most = laneCount(lanes, batchSize, descent);
      check(
          partitions.getAsInt() <= most,
          "partitions",
          partitions.getAsInt(),
          "it must be at most the number of lanes, %d".formatted(most));
    }
  }

  /** Settings of a run of all epochs, from drawn parameters, of classes that are worth the same. */
  public TrainingSettings(
      List<Integer> hidden,
      Activation activation,
      double dropout,
      boolean layerNorm,
      Loss loss,
      int batchSize,
      int epochs,
      DescentSettings descent,
      long seed,
      OptionalInt lanes,
      OptionalInt partitions,
      ExchangeKind exchange) {
    this(
        hidden,
        activation,
        dropout,
        layerNorm,
        loss,
        batchSize,
        epochs,
        descent,
        seed,
        lanes,
        partitions,
        exchange,
        StoppingSettings.NONE,
        ClassWeights.EQUAL,
        Optional.empty());
  }

  /** Settings of a network without dropout and layer normalisation. */
  public TrainingSettings(
      List<Integer> hidden,
      Activation activation,
      Loss loss,
      int batchSize,
      int epochs,
      DescentSettings descent,
      long seed,
      OptionalInt lanes,
      OptionalInt partitions,
      ExchangeKind exchange) {
    this(
        hidden,
        activation,
        0,
        false,
        loss,
        batchSize,
        epochs,
        descent,
        seed,
        lanes,
        partitions,
        exchange);
  }

  /** The same, of a run that other rules end. */
  TrainingSettings with(StoppingSettings rules) {
    return new TrainingSettings(
        hidden,
        activation,
        dropout,
        layerNorm,
        loss,
        batchSize,
        epochs,
        descent,
        seed,
        lanes,
        partitions,
        exchange,
        rules,
        classWeights,
        warmStart);
  }

  /** The number of lanes, as set or by the rule. */
  public int laneCount() {
    return laneCount(lanes, batchSize, descent);
  }

  /** The same, before there is a record. */
  public static int laneCount(OptionalInt lanes, int batchSize, DescentSettings descent) {
    return lanes.orElse(descent.optimizer().isFullBatch() ? FULL_BATCH_LANES : lanesFor(batchSize));
  }

  /** The batch size that the optimizer asks for: as set, or all examples. */
  int planBatchSize() {
    return descent.optimizer().isFullBatch() ? BatchPlan.ALL : batchSize;
  }

  /** Iterations of a run that nothing else ends. */
  long iterations(BatchPlan plan) {
    return Math.min(
        (long) epochs * plan.iterationsPerEpoch(), stopping.maxIterations().orElse(Long.MAX_VALUE));
  }

  /** The descent of a run over the batches of {@code plan}. */
  Descent startDescent(Topology topology, BatchPlan plan) {
    return new Descent(descent, LayerRanges.of(topology), plan.batchSize(), horizon(plan));
  }

  /** The same, going on from a state that was saved. */
  Descent resumeDescent(Topology topology, BatchPlan plan, DescentState state) {
    return new Descent(descent, LayerRanges.of(topology), plan.batchSize(), horizon(plan), state);
  }

  private Horizon horizon(BatchPlan plan) {
    return new Horizon(plan.iterationsPerEpoch(), iterations(plan));
  }

  /**
   * The rule for the number of lanes, a power of two: as many as leave a lane at most 64 examples
   * of a batch, but no more than 8 as long as that leaves it at most 256. Larger products take less
   * time an example; more lanes may be carried by more executors. It looks at the batch size alone,
   * never at the cluster.
   */
  public static int lanesFor(int batchSize) {
    int lanes = 1;
    while ((long) lanes * (lanes < MANY_LANES ? SMALL_SHARE : LARGE_SHARE) < batchSize
        && lanes < 65536) {
      lanes *= 2;
    }
    return lanes;
  }

  private static void check(boolean holds, String key, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("%s is %s; %s".formatted(key, value, rule));
    }
  }
}
