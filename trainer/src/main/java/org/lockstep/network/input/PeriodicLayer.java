package org.lockstep.network.input;

import java.util.Arrays;
import org.lockstep.network.input.NumberEmbedding.Form;

/**
 * The equations of {@link PeriodicNumbers} in single precision.
 *
 * <pre>
 *   t = cx, or cx + φ/2π          in turns, for all numbers and frequencies at once
 *   v = [sin 2πt, cos 2πt], or cos 2πt
 *   y = W v + b                   for each number
 *
 *   dW += dy vᵀ, db += dy, dv = Wᵀ dy
 *   dt = 2π (dv_sin ⊙ cos 2πt - dv_cos ⊙ sin 2πt)
 *   dc += dt x, dφ += dt / 2π
 * </pre>
 *
 * <p>The waves are computed again on the way back: that is cheaper than to keep them for a batch.
 * Loops go over all numbers and frequencies, which the JIT vectorises; it would not those over the
 * frequencies of one number.
 */
final class PeriodicLayer implements BlockLayer {
  private static final float TWO_PI = (float) (2 * Math.PI);
  private static final float TURN = (float) (1 / (2 * Math.PI));

  private final int n;
  private final int k;
  private final int width;
  private final int linearWidth;
  private final boolean rectifies;
  private final int frequency;
  private final int phase;
  private final int weights;
  private final int bias;

  /** For each number and frequency: x, t, the waves, and the errors of these. */
  private final float[] spread;

  private final float[] t;
  private final float[] sin;
  private final float[] cos;
  private final float[] dSin;
  private final float[] dCos;

  PeriodicLayer(PeriodicNumbers block, int from) {
    n = block.inputs();
    k = block.embedding().frequencies();
    width = block.embedding().width();
    linearWidth = block.embedding().linearWidth();
    rectifies = block.embedding().form() == Form.PLR;
    frequency = from;
    phase = from + block.phaseOffset();
    weights = from + block.weightsOffset();
    bias = from + block.biasOffset();
    int waves = n * k;
    spread = new float[waves];
    t = new float[waves];
    sin = new float[waves];
    cos = new float[waves];
    dSin = new float[waves];
    dCos = new float[waves];
  }

  private void waves(float[] theta, float[] x, int xFrom) {
    for (int j = 0; j < n; j++) {
      Arrays.fill(spread, j * k, (j + 1) * k, x[xFrom + j]);
    }
    for (int p = 0; p < t.length; p++) {
      t[p] = theta[frequency + p] * spread[p];
    }
    for (int p = 0; p < t.length && !rectifies; p++) {
      t[p] += theta[phase + p] * TURN;
    }
    Turns.sinCos(t, sin, cos, t.length);
  }

  /** Where the weights of a linear output begin: of its sines where there are any. */
  private int weights(int output) {
    return weights + output * t.length * (rectifies ? 2 : 1);
  }

  private int cosineWeights(int output) {
    return weights(output) + (rectifies ? t.length : 0);
  }

  @Override
  public void forward(float[] theta, float[] x, int xFrom, float[] a, int aFrom) {
    waves(theta, x, xFrom);
    for (int j = 0; j < n; j++) {
      int at = aFrom + j * width;
      if (!rectifies) {
        a[at++] = x[xFrom + j];
      }
      for (int d = 0; d < linearWidth; d++) {
        float y = theta[bias + j * linearWidth + d];
        y += product(theta, cosineWeights(d) + j * k, cos, j * k);
        if (rectifies) {
          y = Math.max(0f, y + product(theta, weights(d) + j * k, sin, j * k));
        }
        a[at + d] = y;
      }
    }
  }

  /** Σ w v over the frequencies of a number, in four partial sums. */
  private float product(float[] w, int wFrom, float[] v, int vFrom) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 4 <= k; i += 4) {
      s0 += w[wFrom + i] * v[vFrom + i];
      s1 += w[wFrom + i + 1] * v[vFrom + i + 1];
      s2 += w[wFrom + i + 2] * v[vFrom + i + 2];
      s3 += w[wFrom + i + 3] * v[vFrom + i + 3];
    }
    for (; i < k; i++) {
      s0 += w[wFrom + i] * v[vFrom + i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public void backward(float[] theta, Batch batch, int xFrom, int aFrom, float[] gradient) {
    waves(theta, batch.x(), xFrom);
    Arrays.fill(dSin, 0f);
    Arrays.fill(dCos, 0f);
    for (int d = 0; d < linearWidth; d++) {
      spreadError(batch, aFrom, d, gradient);
      if (rectifies) {
        through(theta, weights(d), sin, dSin, gradient);
      }
      through(theta, cosineWeights(d), cos, dCos, gradient);
    }
    for (int j = 0; j < n; j++) {
      Arrays.fill(spread, j * k, (j + 1) * k, batch.x()[xFrom + j]);
    }
    for (int p = 0; p < t.length; p++) {
      t[p] = TWO_PI * (dSin[p] * cos[p] - dCos[p] * sin[p]);
    }
    for (int p = 0; p < t.length; p++) {
      gradient[frequency + p] += t[p] * spread[p];
    }
    for (int p = 0; p < t.length && !rectifies; p++) {
      gradient[phase + p] += t[p] * TURN;
    }
  }

  /** Spreads dy of a linear output over the frequencies of each number, and adds to db. */
  private void spreadError(Batch batch, int aFrom, int d, float[] gradient) {
    for (int j = 0; j < n; j++) {
      int at = aFrom + j * width + (rectifies ? d : d + 1);
      float dy = rectifies && !(batch.a()[at] > 0) ? 0f : batch.da()[at];
      gradient[bias + j * linearWidth + d] += dy;
      Arrays.fill(spread, j * k, (j + 1) * k, dy);
    }
  }

  /** dW += dy v and dv += W dy, for the waves of all numbers. */
  private void through(float[] theta, int w, float[] v, float[] dv, float[] gradient) {
    for (int p = 0; p < v.length; p++) {
      dv[p] += theta[w + p] * spread[p];
    }
    for (int p = 0; p < v.length; p++) {
      gradient[w + p] += spread[p] * v[p];
    }
  }
}
