package org.lockstep.network;

/**
 * Layer normalisation of a layer's weighted inputs, before the activation.
 *
 * <pre>
 *   μ = 1/n Σ_i z_i,  σ² = 1/n Σ_i (z_i - μ)²          over the n units of one example
 *   ẑ = (z - μ) / √(σ² + ε),  h = γ ⊙ ẑ + β            γ, β (n, 1): parameters; ε = 1e-5
 *
 *   dγ = row sums of dH ⊙ Ẑ,  dβ = row sums of dH,  dẑ = dh ⊙ γ
 *   dz = (dẑ - 1/n Σ_i dẑ_i - ẑ 1/n Σ_i dẑ_i ẑ_i) / √(σ² + ε)
 * </pre>
 *
 * <p>Source: Ba, Kiros and Hinton, "Layer Normalization", 2016, equation 4.
 */
final class LayerNorm {
  static final double EPSILON = 1e-5;

  private final int n;
  private final int scaleOffset;
  private final int shiftOffset;
  private final float[] normalized;
  private final float[] products;
  private final float[] inverseDeviation;

  /**
   * Creates the normalisation of a layer, with its memory.
   *
   * @param n units of the layer
   * @param scaleOffset where γ begins in the parameter vector, and dγ in the gradient
   * @param shiftOffset where β begins
   * @param capacity most examples of a batch
   */
  LayerNorm(int n, int scaleOffset, int shiftOffset, int capacity) {
    this.n = n;
    this.scaleOffset = scaleOffset;
    this.shiftOffset = shiftOffset;
    this.normalized = new float[n * capacity];
    this.products = new float[n * capacity];
    this.inverseDeviation = new float[capacity];
  }

  /** Replaces Z by H, (n, m). */
  void forward(float[] z, float[] theta, int m) {
    for (int j = 0; j < m; j++) {
      int from = j * n;
      float mean = (float) (sum(z, from) / n);
      subtract(z, from, mean, normalized);
      double variance = dot(normalized, normalized, from) / n;
      inverseDeviation[j] = (float) (1 / Math.sqrt(variance + EPSILON));
      scale(from, inverseDeviation[j], theta, z);
    }
  }

  private void subtract(float[] z, int from, float mean, float[] to) {
    for (int i = from; i < from + n; i++) {
      to[i] = z[i] - mean;
    }
  }

  private void scale(int from, float inverse, float[] theta, float[] h) {
    for (int i = 0; i < n; i++) {
      float hat = normalized[from + i] * inverse;
      normalized[from + i] = hat;
      h[from + i] = theta[scaleOffset + i] * hat + theta[shiftOffset + i];
    }
  }

  /** Replaces dH by dZ, (n, m), and writes dγ and dβ. */
  void backward(float[] dh, float[] theta, float[] gradient, int m) {
    DenseLayer.rowSums(dh, n, m, gradient, shiftOffset);
    for (int i = 0; i < n * m; i++) {
      products[i] = dh[i] * normalized[i];
    }
    DenseLayer.rowSums(products, n, m, gradient, scaleOffset);
    for (int j = 0; j < m; j++) {
      int from = j * n;
      for (int i = 0; i < n; i++) {
        dh[from + i] *= theta[scaleOffset + i];
      }
      float mean = (float) (sum(dh, from) / n);
      float slope = (float) (dot(dh, normalized, from) / n);
      float inverse = inverseDeviation[j];
      for (int i = from; i < from + n; i++) {
        dh[i] = (dh[i] - mean - normalized[i] * slope) * inverse;
      }
    }
  }

  /** Four partial sums, because each addition would wait for the one before it. */
  private double sum(float[] v, int from) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i + 4 <= from + n; i += 4) {
      s0 += v[i];
      s1 += v[i + 1];
      s2 += v[i + 2];
      s3 += v[i + 3];
    }
    for (; i < from + n; i++) {
      s0 += v[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  private double dot(float[] u, float[] v, int from) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i + 4 <= from + n; i += 4) {
      s0 += (double) u[i] * v[i];
      s1 += (double) u[i + 1] * v[i + 1];
      s2 += (double) u[i + 2] * v[i + 2];
      s3 += (double) u[i + 3] * v[i + 3];
    }
    for (; i < from + n; i++) {
      s0 += (double) u[i] * v[i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
