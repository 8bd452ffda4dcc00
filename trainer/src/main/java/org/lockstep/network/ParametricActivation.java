package org.lockstep.network;

/**
 * An activation of which each unit learns how much it applies.
 *
 * <pre>
 *   A = Z + α ⊙ (g(Z) - Z)                     α (n, 1): parameters, 1 at first
 *
 *   dα = row sums of dA ⊙ (g(Z) - Z),  dZ = dA ⊙ (1 - α) + (α ⊙ dA) ⊙ g'(Z)
 * </pre>
 *
 * <p>Source: Holzmüller, Grinsztajn and Steinwart, "Better by Default: Strong Pre-Tuned MLPs and
 * Boosted Trees on Tabular Data", NeurIPS 2024; after He, Zhang, Ren and Sun, "Delving deep into
 * rectifiers", ICCV 2015, where g is a rectifier.
 */
final class ParametricActivation {
  private final Activation activation;
  private final int n;
  private final int offset;

  /** g(Z), then what backward computes. */
  private final float[] values;

  private final float[] scaled;

  /**
   * Creates the activation of a layer, with its memory.
   *
   * @param layer its number, from 0
   * @param capacity most examples of a batch
   */
  ParametricActivation(Topology topology, int layer, int capacity) {
    activation = topology.activations().get(layer);
    n = topology.outputs(layer);
    offset = topology.activationOffset(layer);
    values = new float[Math.multiplyExact(n, capacity)];
    scaled = new float[n * capacity];
  }

  /** Computes A from Z, both (n, m). */
  void forward(float[] z, float[] a, float[] theta, int m) {
    activation.apply(z, values, n, m);
    for (int j = 0; j < m; j++) {
      mix(z, a, theta, j * n);
    }
  }

  private void mix(float[] z, float[] a, float[] theta, int from) {
    for (int i = 0; i < n; i++) {
      a[from + i] = z[from + i] + theta[offset + i] * (values[from + i] - z[from + i]);
    }
  }

  /** Replaces dA by dZ, (n, m), and writes dα. Requires the {@link #forward} of the same Z. */
  void backward(float[] da, float[] z, float[] theta, float[] gradient, int m) {
    for (int i = 0; i < n * m; i++) {
      scaled[i] = da[i] * (values[i] - z[i]);
    }
    DenseLayer.rowSums(scaled, n, m, gradient, offset);
    for (int j = 0; j < m; j++) {
      split(da, theta, j * n);
    }
    activation.timesDerivative(scaled, z, values, n, m);
    for (int i = 0; i < n * m; i++) {
      da[i] += scaled[i];
    }
  }

  private void split(float[] da, float[] theta, int from) {
    for (int i = 0; i < n; i++) {
      float alpha = theta[offset + i];
      scaled[from + i] = alpha * da[from + i];
      da[from + i] *= 1 - alpha;
    }
  }
}
