package org.lockstep.network.input;

import org.lockstep.network.input.NumberEmbedding.Form;

/** The equations of {@link PeriodicNumbers} in double precision, as plain loops. */
final class TextbookPeriodic implements TextbookBlock {
  private final PeriodicNumbers block;
  private final int from;
  private final int k;
  private final int d;

  TextbookPeriodic(PeriodicNumbers block, int from) {
    this.block = block;
    this.from = from;
    k = block.embedding().frequencies();
    d = block.embedding().linearWidth();
  }

  private boolean isPlr() {
    return block.embedding().form() == Form.PLR;
  }

  /** The angle of a number's frequency, in radians. */
  private double angle(double[] theta, double[] x, int j, int f) {
    double angle = 2 * Math.PI * theta[from + j * k + f] * x[j];
    return isPlr() ? angle : angle + theta[from + block.phaseOffset() + j * k + f];
  }

  /** The place of the weight of a wave, in the parameter vector. */
  private int weight(int output, int wave, int j, int f) {
    int row = output * block.embedding().waves() + wave;
    return from + block.weightsOffset() + (row * block.inputs() + j) * k + f;
  }

  private static double wave(boolean isSine, double angle) {
    return isSine ? StrictMath.sin(angle) : StrictMath.cos(angle);
  }

  private static double slope(boolean isSine, double angle) {
    return isSine ? StrictMath.cos(angle) : -StrictMath.sin(angle);
  }

  private int bias(int j, int output) {
    return from + block.biasOffset() + j * d + output;
  }

  @Override
  public double[] forward(double[] theta, double[] x) {
    double[] a = new double[(int) block.outputs()];
    int at = 0;
    for (int j = 0; j < block.inputs(); j++) {
      if (!isPlr()) {
        a[at++] = x[j];
      }
      for (int o = 0; o < d; o++) {
        double y = theta[bias(j, o)];
        for (int w = 0; w < block.embedding().waves(); w++) {
          for (int f = 0; f < k; f++) {
            y += theta[weight(o, w, j, f)] * wave(isPlr() && w == 0, angle(theta, x, j, f));
          }
        }
        a[at++] = isPlr() ? Math.max(0, y) : y;
      }
    }
    return a;
  }

  @Override
  public void backward(double[] theta, double[] x, double[] da, double[] gradient) {
    double[] a = forward(theta, x);
    int at = 0;
    for (int j = 0; j < block.inputs(); j++) {
      at += isPlr() ? 0 : 1;
      for (int o = 0; o < d; o++, at++) {
        double dy = isPlr() && a[at] <= 0 ? 0 : da[at];
        gradient[bias(j, o)] += dy;
        for (int w = 0; w < block.embedding().waves(); w++) {
          for (int f = 0; f < k; f++) {
            boolean isSine = isPlr() && w == 0;
            double angle = angle(theta, x, j, f);
            int weight = weight(o, w, j, f);
            gradient[weight] += dy * wave(isSine, angle);
            double dAngle = dy * theta[weight] * slope(isSine, angle);
            gradient[from + j * k + f] += dAngle * 2 * Math.PI * x[j];
            if (!isPlr()) {
              gradient[from + block.phaseOffset() + j * k + f] += dAngle;
            }
          }
        }
      }
    }
  }
}
