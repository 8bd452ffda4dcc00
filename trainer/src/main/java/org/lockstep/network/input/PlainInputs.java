package org.lockstep.network.input;

import java.util.List;

/**
 * Numbers that pass as they are.
 *
 * @param inputs how many
 */
public record PlainInputs(int inputs) implements InputBlock {
  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is not 1 or more
   */
  public PlainInputs {
    if (inputs < 1) {
      throw new IllegalArgumentException("a block of %d inputs".formatted(inputs));
    }
  }

  @Override
  public long outputs() {
    return inputs;
  }

  @Override
  public long parameterCount() {
    return 0;
  }

  @Override
  public List<InputTensor> tensors(int number, int from) {
    return List.of();
  }

  @Override
  public void draw(float[] theta, int from, BlockRandom random) {}

  @Override
  public BlockLayer layer(int from) {
    return new BlockLayer() {
      @Override
      public void forward(float[] theta, float[] x, int xFrom, float[] a, int aFrom) {
        System.arraycopy(x, xFrom, a, aFrom, inputs);
      }

      @Override
      public void backward(float[] theta, Batch batch, int xFrom, int aFrom, float[] gradient) {}
    };
  }

  @Override
  public TextbookBlock textbook(int from) {
    return new TextbookBlock() {
      @Override
      public double[] forward(double[] theta, double[] x) {
        return x;
      }

      @Override
      public void backward(double[] theta, double[] x, double[] da, double[] gradient) {}
    };
  }
}
