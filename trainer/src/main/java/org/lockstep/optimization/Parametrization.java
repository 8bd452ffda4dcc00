package org.lockstep.optimization;

import java.util.List;
import java.util.Locale;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.optimization.optimizer.OptimizerState;
import org.lockstep.optimization.optimizer.StepContext;
import org.lockstep.optimization.vector.Gradient;
import org.lockstep.optimization.vector.Objective;
import org.lockstep.optimization.vector.ParameterGroup;
import org.lockstep.optimization.vector.ParameterRange;

/**
 * The numbers that the optimizer moves. The network, the checkpoint and the model have W whichever
 * it is.
 */
public enum Parametrization {
  /** W itself. */
  STANDARD,

  /**
   * V = √n_in W, for the weights of layers with n_in inputs.
   *
   * <pre>
   *   ∂J/∂V = ∂J/∂W / √n_in          V ← V - η direction(∂J/∂V)          W = V / √n_in
   * </pre>
   *
   * <p>So a step of W is 1/n_in times as long for gradient descent, and 1/√n_in times for
   * optimizers that divide by the size of the gradient, while decoupled decay is the same: one
   * learning rate fits layers of every width. Penalties act on W.
   *
   * <p>Source: Jacot, Gabriel and Hongler, "Neural Tangent Kernel: Convergence and Generalization
   * in Neural Networks", NeurIPS 2018, section 2 and remark 1.
   */
  NEURAL_TANGENT;

  /** Its name in settings and manifests. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Lets an optimizer do a step of these numbers.
   *
   * @param theta the parameters θ, updated in place
   * @param objective the function of θ to minimise
   * @return the loss before the step
   */
  double step(
      Optimizer optimizer,
      float[] theta,
      Objective objective,
      OptimizerState state,
      StepContext step) {
    if (this == STANDARD) {
      return optimizer.step(theta, objective, state, step);
    }
    List<ParameterRange> weights =
        step.groups().stream()
            .map(ParameterGroup::ranges)
            .flatMap(List::stream)
            .filter(ParameterRange::isWeights)
            .toList();
    float[] v = theta.clone();
    weights.forEach(range -> multiply(v, range, root(range)));
    float[] before = v.clone();
    float[] point = new float[v.length];
    Objective ofV =
        at -> {
          Gradient gradient = objective.at(at == v ? theta : toTheta(at, weights, point));
          weights.forEach(range -> divide(gradient.values(), range, root(range)));
          return gradient;
        };

    double loss = optimizer.step(v, ofV, state, step);

    toTheta(v, weights, point);
    for (int i = 0; i < v.length; i++) {
      // What has not moved keeps its bits: dividing by the root does not always undo multiplying
      theta[i] = v[i] == before[i] ? theta[i] : point[i];
    }
    return loss;
  }

  private static float[] toTheta(float[] v, List<ParameterRange> weights, float[] theta) {
    System.arraycopy(v, 0, theta, 0, v.length);
    weights.forEach(range -> divide(theta, range, root(range)));
    return theta;
  }

  /** √n_in. */
  private static float root(ParameterRange range) {
    return (float) Math.sqrt(range.rowLength());
  }

  private static void multiply(float[] vector, ParameterRange range, float factor) {
    for (int i = range.from(); i < range.to(); i++) {
      vector[i] *= factor;
    }
  }

  private static void divide(float[] vector, ParameterRange range, float divisor) {
    for (int i = range.from(); i < range.to(); i++) {
      vector[i] /= divisor;
    }
  }
}
