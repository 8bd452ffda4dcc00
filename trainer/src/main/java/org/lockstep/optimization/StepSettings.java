package org.lockstep.optimization;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalDouble;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.optimization.vector.LayerRange;

/**
 * What a step does to given parameters, gradient and learning rate, in a form that can be sent: the
 * settings of a descent without those of its learning rate.
 *
 * @param optimizer its type and hyperparameters
 * @param l1 λ₁ of the regularisation
 * @param l2 λ₂ of the regularisation
 * @param bounds of weights and gradient
 * @param freeze numbers of the layers that are not trained, from 1
 * @param layers of the network, from the first on; they cover the parameter vector
 */
public record StepSettings(
    Optimizer optimizer,
    double l1,
    double l2,
    Bounds bounds,
    List<Integer> freeze,
    List<LayerRange> layers)
    implements Serializable {
  /** Copies the lists. */
  public StepSettings {
    freeze = List.copyOf(freeze);
    layers = List.copyOf(layers);
  }

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

  static StepSettings of(DescentSettings settings, List<LayerRange> layers) {
    Regularization regularization = settings.regularization();
    Clipping clipping = settings.clipping();
    Bounds bounds =
        new Bounds(
            regularization.maxNorm().orElse(Double.POSITIVE_INFINITY),
            clipping.value().orElse(Double.POSITIVE_INFINITY),
            clipping.globalNorm().orElse(Double.POSITIVE_INFINITY));
    return new StepSettings(
        settings.optimizer(),
        regularization.l1(),
        regularization.l2(),
        bounds,
        settings.freeze(),
        layers);
  }

  /** The settings of a descent whose learning rate is given with each step. */
  DescentSettings descent() {
    return new DescentSettings(
        optimizer,
        LearningRate.constant(optimizer.defaultLearningRate()),
        new Regularization(l1, l2, Bounds.finite(bounds.maxNorm())),
        new Clipping(Bounds.finite(bounds.value()), Bounds.finite(bounds.globalNorm())),
        freeze);
  }
}
