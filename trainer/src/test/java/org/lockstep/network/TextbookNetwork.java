package org.lockstep.network;

/**
 * The equations of this package a second time, as a textbook has them: one example after the other,
 * plain loops, double precision, nothing fused. {@link GradientCheckTest} holds it to the
 * definition of a derivative, {@link KernelTest} holds {@link Network} to it.
 */
public final class TextbookNetwork {
  private final Topology topology;
  private final double[] theta;

  /** Z and A of every layer for one example; {@code a[0]} is x, {@code z[0]} is not used. */
  private record Activations(double[][] z, double[][] a) {
    double[] output() {
      return a[a.length - 1];
    }
  }

  /**
   * Creates a network.
   *
   * @param theta its parameters, kept, not copied
   */
  public TextbookNetwork(Topology topology, double[] theta) {
    this.topology = topology;
    this.theta = theta;
  }

  private double w(int layer, int i, int j) {
    return theta[topology.weightsOffset(layer) + i * topology.inputs(layer) + j];
  }

  private double b(int layer, int i) {
    return theta[topology.biasOffset(layer) + i];
  }

  /** z = W a_prev + b, a = g(z). */
  private Activations activations(double[] x) {
    int layers = topology.layerCount();
    double[][] z = new double[layers + 1][];
    double[][] a = new double[layers + 1][];
    a[0] = x;
    for (int l = 0; l < layers; l++) {
      int n = topology.outputs(l);
      z[l + 1] = new double[n];
      a[l + 1] = new double[n];
      for (int i = 0; i < n; i++) {
        z[l + 1][i] = b(l, i);
        for (int j = 0; j < topology.inputs(l); j++) {
          z[l + 1][i] += w(l, i, j) * a[l][j];
        }
      }
      topology.activations().get(l).apply(z[l + 1], a[l + 1]);
    }
    return new Activations(z, a);
  }

  /** The output for one example. */
  double[] forward(double[] x) {
    return activations(x).output();
  }

  /** Whether an output unit's weighted input is positive for any example: a rectifier is alive. */
  boolean isAlive(double[][] x) {
    for (double[] example : x) {
      for (double zi : activations(example).z()[topology.layerCount()]) {
        if (zi > 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** How near any weighted input of any example comes to 0, where rectifiers have their kink. */
  double nearestToKink(double[][] x) {
    double nearest = Double.POSITIVE_INFINITY;
    for (double[] example : x) {
      double[][] z = activations(example).z();
      for (int l = 1; l < z.length; l++) {
        for (double zi : z[l]) {
          nearest = Math.min(nearest, Math.abs(zi));
        }
      }
    }
    return nearest;
  }

  /** m J: the loss summed over the examples. */
  public double lossSum(double[][] x, double[][] y) {
    double sum = 0;
    for (int e = 0; e < x.length; e++) {
      Activations at = activations(x[e]);
      sum += topology.loss().sum(y[e], at.z()[topology.layerCount()], at.output());
    }
    return sum;
  }

  /** m ∂J/∂θ: the gradient summed over the examples. */
  public double[] gradientSum(double[][] x, double[][] y) {
    double[] gradient = new double[theta.length];
    for (int e = 0; e < x.length; e++) {
      Activations at = activations(x[e]);
      double[] da = outputError(y[e], at.output());
      for (int l = topology.layerCount() - 1; l >= 0; l--) {
        da = backward(l, da, at, gradient);
      }
    }
    return gradient;
  }

  /** ∂J/∂a of one example. */
  private double[] outputError(double[] y, double[] a) {
    double[] da = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      da[i] =
          switch (topology.loss()) {
            case L2 -> a[i] - y[i];
            case CROSS_ENTROPY -> -y[i] / a[i];
          };
    }
    return da;
  }

  /** dz = da ⊙ g'(z), dW += dz a_prevᵀ, db += dz; returns da_prev = Wᵀ dz. */
  private double[] backward(int layer, double[] da, Activations at, double[] gradient) {
    double[] dz = da.clone();
    topology.activations().get(layer).timesDerivative(dz, at.z()[layer + 1], at.a()[layer + 1]);
    double[] aPrev = at.a()[layer];
    double[] daPrev = new double[aPrev.length];
    for (int i = 0; i < dz.length; i++) {
      gradient[topology.biasOffset(layer) + i] += dz[i];
      for (int j = 0; j < aPrev.length; j++) {
        gradient[topology.weightsOffset(layer) + i * aPrev.length + j] += dz[i] * aPrev[j];
        daPrev[j] += w(layer, i, j) * dz[i];
      }
    }
    return daPrev;
  }
}
