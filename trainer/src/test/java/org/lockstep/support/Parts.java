package org.lockstep.support;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.optimization.Clipping;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.LearningRate;
import org.lockstep.optimization.LearningRateFactors;
import org.lockstep.optimization.Parametrization;
import org.lockstep.optimization.Regularization;
import org.lockstep.optimization.optimizer.AdamW;
import org.lockstep.optimization.schedule.Annealing;
import org.lockstep.optimization.schedule.CosLog;
import org.lockstep.optimization.vector.ParameterKind;
import org.lockstep.settings.NetworkSettings;

/** The parts of a recipe for tables, all at once. */
public final class Parts {
  private Parts() {}

  /** Falling weight decay, factors of kinds, cycles of the rate, neural-tangent weights. */
  public static DescentSettings descent() {
    return new DescentSettings(
        new AdamW(0.9, 0.95, 1e-8, 0.02),
        new LearningRate(
            0.04,
            OptionalInt.empty(),
            new CosLog(),
            new LearningRateFactors(
                Map.of(ParameterKind.BIASES, 0.1, ParameterKind.ACTIVATIONS, 0.1))),
        new Regularization(0, 1e-3, OptionalDouble.empty(), Annealing.FLAT_COSINE),
        Clipping.NONE,
        List.of(),
        Parametrization.NEURAL_TANGENT);
  }

  /** Parametric activations, falling dropout, data-driven first parameters. */
  public static NetworkSettings network(NetworkSettings plain, Activation activation, Loss loss) {
    return plain
        .withLoss(loss)
        .withUnits(
            new NetworkSettings.Units(
                activation, true, 0.15, Annealing.FLAT_COSINE, plain.layerNorm()))
        .withInitialization(NetworkSettings.Initialization.DATA_DRIVEN);
  }
}
