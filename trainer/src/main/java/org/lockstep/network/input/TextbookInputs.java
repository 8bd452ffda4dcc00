package org.lockstep.network.input;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The equations of an input stage in double precision, one example after the other, to check {@link
 * InputLayer}.
 */
public final class TextbookInputs {
  private final InputStage stage;
  private final List<InputBlock> blocks;
  private final int outputs;

  /**
   * Creates the equations.
   *
   * @param inputs numbers of an encoded example
   */
  public TextbookInputs(InputStage stage, int inputs) {
    this.stage = stage;
    this.blocks = stage.blocks(inputs);
    this.outputs = stage.outputs(inputs);
  }

  /** The inputs of the first dense layer for an encoded example. */
  public double[] forward(double[] theta, double[] x) {
    double[] a = blocks(theta, x);
    for (int i = 0; i < outputs && stage.scale(); i++) {
      a[i] *= theta[stage.scaleOffset() + i];
    }
    return a;
  }

  private double[] blocks(double[] theta, double[] x) {
    double[] a = new double[outputs];
    int from = 0;
    int xFrom = 0;
    int aFrom = 0;
    for (InputBlock block : blocks) {
      double[] its = Arrays.copyOfRange(x, xFrom, xFrom + block.inputs());
      double[] given = block.textbook(from).forward(theta, its);
      System.arraycopy(given, 0, a, aFrom, given.length);
      from += (int) block.parameterCount();
      xFrom += block.inputs();
      aFrom += given.length;
    }
    return a;
  }

  /**
   * Marks the parameters on which the inputs of the first dense layer depend for an example: of an
   * embedding one row alone.
   */
  public void markUsed(double[] x, BitSet used) {
    int from = 0;
    int xFrom = 0;
    for (InputBlock block : blocks) {
      int xTo = xFrom + block.inputs();
      block.markUsed(Arrays.copyOfRange(x, xFrom, xTo), from, used);
      from += (int) block.parameterCount();
      xFrom = xTo;
    }
    used.set(from, from + (stage.scale() ? outputs : 0));
  }

  /**
   * Adds an example's share to the gradient.
   *
   * @param x the encoded example
   * @param error of the inputs of the first dense layer
   * @param gradient laid out as the parameters
   */
  public void backward(double[] theta, double[] x, double[] error, double[] gradient) {
    double[] da = error.clone();
    if (stage.scale()) {
      double[] a = blocks(theta, x);
      for (int i = 0; i < outputs; i++) {
        gradient[stage.scaleOffset() + i] += error[i] * a[i];
        da[i] = error[i] * theta[stage.scaleOffset() + i];
      }
    }
    int from = 0;
    int xFrom = 0;
    int aFrom = 0;
    for (InputBlock block : blocks) {
      int aTo = aFrom + (int) block.outputs();
      block
          .textbook(from)
          .backward(
              theta,
              Arrays.copyOfRange(x, xFrom, xFrom + block.inputs()),
              Arrays.copyOfRange(da, aFrom, aTo),
              gradient);
      from += (int) block.parameterCount();
      xFrom += block.inputs();
      aFrom = aTo;
    }
  }
}
