package org.lockstep.encoding;

import java.io.Serializable;

/**
 * Which class is predicted from the outputs of the network: the positive one of two, if its output
 * reaches a threshold; else the one with the largest output, the first of equals.
 *
 * @param positive the output of the positive class; -1 if there is none
 * @param threshold of its output; NaN to predict the most probable class
 */
public record Decision(int positive, float threshold) implements Serializable {
  /** The most probable class. */
  public static final Decision MOST_PROBABLE = new Decision(-1, Float.NaN);

  /**
   * The class that is predicted for one example.
   *
   * @param outputs holds the network's outputs for it, from element {@code from} on
   * @param n number of classes
   */
  public int predicted(float[] outputs, int from, int n) {
    if (Float.isNaN(threshold)) {
      return mostProbable(outputs, from, n);
    }
    return outputs[from + positive] >= threshold ? positive : 1 - positive;
  }

  private static int mostProbable(float[] outputs, int from, int n) {
    int best = 0;
    for (int i = 1; i < n; i++) {
      if (outputs[from + i] > outputs[from + best]) {
        best = i;
      }
    }
    return best;
  }
}
