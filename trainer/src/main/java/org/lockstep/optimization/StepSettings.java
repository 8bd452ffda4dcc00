package org.lockstep.optimization;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.optimization.schedule.Annealing;
import org.lockstep.optimization.schedule.Constant;
import org.lockstep.optimization.schedule.Horizon;
import org.lockstep.optimization.vector.ParameterRange;

/**
 * What a step does to given parameters, gradient and learning rate, in a form that can be sent: the
 * settings of a descent without the schedule of its learning rate.
 *
 * @param optimizer its type and hyperparameters
 * @param factors multiples of the learning rate for kinds of parameters
 * @param parametrization the numbers that the optimizer moves
 * @param penalties of the weights
 * @param bounds of weights and gradient
 * @param parameters those of the network
 */
public record StepSettings(
    Optimizer optimizer,
    LearningRateFactors factors,
    Parametrization parametrization,
    Penalties penalties,
    Bounds bounds,
    Parameters parameters)
    implements Serializable {
  /**
   * Penalties of the weights.
   *
   * @param l1 λ₁ of the regularisation
   * @param l2 λ₂ of the regularisation
   * @param schedule how they and weight decay change over the run
   * @param iterations of the whole run
   */
  record Penalties(double l1, double l2, Annealing schedule, long iterations)
      implements Serializable {}

  /**
   * Greatest magnitudes; infinite where there is no bound.
   *
   * @param maxNorm of the weights into one unit
   * @param value of an element of the gradient
   * @param globalNorm of the gradient
   */
  record Bounds(double maxNorm, double value, double globalNorm) implements Serializable {
    private static OptionalDouble finite(double bound) {
      return Double.isFinite(bound) ? OptionalDouble.of(bound) : OptionalDouble.empty();
    }
  }

  /**
   * The parameters of a network.
   *
   * @param ranges in order; they cover the parameter vector
   * @param freeze numbers of the layers that are not trained, from 1
   */
  record Parameters(List<ParameterRange> ranges, List<Integer> freeze) implements Serializable {
    /** Copies the lists. */
    Parameters {
      ranges = List.copyOf(ranges);
      freeze = List.copyOf(freeze);
    }
  }

  static StepSettings of(DescentSettings settings, List<ParameterRange> ranges, Horizon horizon) {
    Regularization regularization = settings.regularization();
    Clipping clipping = settings.clipping();
    return new StepSettings(
        settings.optimizer(),
        settings.learningRate().factors(),
        settings.parametrization(),
        new Penalties(
            regularization.l1(),
            regularization.l2(),
            regularization.schedule(),
            horizon.iterations()),
        new Bounds(
            regularization.maxNorm().orElse(Double.POSITIVE_INFINITY),
            clipping.value().orElse(Double.POSITIVE_INFINITY),
            clipping.globalNorm().orElse(Double.POSITIVE_INFINITY)),
        new Parameters(ranges, settings.freeze()));
  }

  /** The settings of a descent whose learning rate is given with each step. */
  DescentSettings descent() {
    return new DescentSettings(
        optimizer,
        new LearningRate(
            optimizer.defaultLearningRate(), OptionalInt.empty(), new Constant(), factors),
        new Regularization(
            penalties.l1(), penalties.l2(), Bounds.finite(bounds.maxNorm()), penalties.schedule()),
        new Clipping(Bounds.finite(bounds.value()), Bounds.finite(bounds.globalNorm())),
        parameters.freeze(),
        parametrization);
  }

  /** The length of the run, for what changes over it. */
  Horizon horizon() {
    return new Horizon(1, penalties.iterations());
  }
}
