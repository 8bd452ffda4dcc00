package org.lockstep.settings;

import java.util.Optional;
import org.lockstep.OutOfBoundsException;
import org.lockstep.optimization.DescentSettings;

/**
 * The network and how it is trained. Together with the data, all but the placement decides the bits
 * of the model.
 *
 * @param network the network
 * @param batches the mini-batches
 * @param descent how a gradient becomes a step
 * @param stopping when the run ends before its last epoch
 * @param classWeights weights of the classes
 * @param decision what is decided once the weights are final
 * @param warmStart the folder of a model to begin with; empty for random parameters
 * @param placement how the run is distributed
 */
public record TrainingSettings(
    NetworkSettings network,
    BatchSettings batches,
    DescentSettings descent,
    StoppingSettings stopping,
    ClassWeights classWeights,
    DecisionSettings decision,
    Optional<String> warmStart,
    PlacementSettings placement) {
  /**
   * Checks the settings that depend on each other.
   *
   * @throws OutOfBoundsException if one does not fit the others
   */
  public TrainingSettings {
    if (network.dropout() > 0 && descent.optimizer().isFullBatch()) {
      throw new OutOfBoundsException(
          NetworkKeys.DROPOUT.key(),
          network.dropout(),
          "%s needs a loss that stays the same: set it to 0"
              .formatted(descent.optimizer().settingsName()));
    }
    if (decision.calibrate() && descent.freeze().contains(network.hidden().size() + 1)) {
      throw new OutOfBoundsException(
          DecisionSettings.CALIBRATE.key(),
          true,
          "it scales the output layer, which training.freeze keeps: remove one of the two");
    }
    int lanes = batches.laneCount(descent.optimizer().isFullBatch());
    placement
        .partitions()
        .ifPresent(
            count -> {
              if (count > lanes) {
                throw new OutOfBoundsException(
                    TrainingKeys.PARTITIONS.key(),
                    count,
                    "it must be auto or at most the number of lanes, which is %d; training.lanes"
                            .formatted(lanes)
                        + " sets it");
              }
            });
  }

  /** The defaults: all epochs, random first parameters, no class weights, automatic placement. */
  public static TrainingSettings of(
      NetworkSettings network, BatchSettings batches, DescentSettings descent) {
    return new TrainingSettings(
        network,
        batches,
        descent,
        StoppingSettings.NONE,
        ClassWeights.EQUAL,
        DecisionSettings.NONE,
        Optional.empty(),
        PlacementSettings.AUTO);
  }

  /** The same with another network. */
  public TrainingSettings withNetwork(NetworkSettings other) {
    return new TrainingSettings(
        other, batches, descent, stopping, classWeights, decision, warmStart, placement);
  }

  /** The same with other mini-batches. */
  public TrainingSettings withBatches(BatchSettings other) {
    return new TrainingSettings(
        network, other, descent, stopping, classWeights, decision, warmStart, placement);
  }

  /** The same with another descent. */
  public TrainingSettings withDescent(DescentSettings other) {
    return new TrainingSettings(
        network, batches, other, stopping, classWeights, decision, warmStart, placement);
  }

  /** The same with other rules that end the run. */
  public TrainingSettings withStopping(StoppingSettings other) {
    return new TrainingSettings(
        network, batches, descent, other, classWeights, decision, warmStart, placement);
  }

  /** The same with other class weights. */
  public TrainingSettings withClassWeights(ClassWeights other) {
    return new TrainingSettings(
        network, batches, descent, stopping, other, decision, warmStart, placement);
  }

  /** The same with another decision. */
  public TrainingSettings withDecision(DecisionSettings other) {
    return new TrainingSettings(
        network, batches, descent, stopping, classWeights, other, warmStart, placement);
  }

  /** The same beginning with a model. */
  public TrainingSettings withWarmStart(String model) {
    return new TrainingSettings(
        network, batches, descent, stopping, classWeights, decision, Optional.of(model), placement);
  }

  /** The same placed otherwise. */
  public TrainingSettings withPlacement(PlacementSettings other) {
    return new TrainingSettings(
        network, batches, descent, stopping, classWeights, decision, warmStart, other);
  }

  /** The number of lanes, as set or by the rule. */
  public int laneCount() {
    return batches.laneCount(descent.optimizer().isFullBatch());
  }
}
