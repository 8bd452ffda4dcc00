package org.lockstep.network.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The input stage with its working memory: forward and backward over its blocks, in single
 * precision. Not thread-safe.
 */
public final class InputLayer {
  /** A block and where its numbers begin in an example, before and after. */
  private record Place(BlockLayer layer, int xFrom, int aFrom) {}

  private final List<Place> places = new ArrayList<>();
  private final int inputs;
  private final int outputs;
  private final int parameterCount;
  private final boolean scales;
  private final int scaleOffset;

  /** What the blocks give, (outputs, m). */
  private final float[] a;

  private final float[] scaled;
  private final float[] error;

  /**
   * Allocates the memory.
   *
   * @param inputs numbers of an encoded example
   * @param capacity most examples of a batch
   */
  public InputLayer(InputStage stage, int inputs, int capacity) {
    this.inputs = inputs;
    outputs = stage.outputs(inputs);
    parameterCount = (int) stage.parameterCount(inputs);
    scales = stage.scale();
    scaleOffset = stage.scaleOffset();
    a = new float[Math.multiplyExact(outputs, capacity)];
    scaled = scales ? new float[a.length] : a;
    error = new float[a.length];
    int from = 0;
    int xFrom = 0;
    int aFrom = 0;
    for (InputBlock block : stage.blocks(inputs)) {
      places.add(new Place(block.layer(from), xFrom, aFrom));
      from += (int) block.parameterCount();
      xFrom += block.inputs();
      aFrom += (int) block.outputs();
    }
  }

  /**
   * Computes the inputs of the first dense layer.
   *
   * @param theta the parameter vector
   * @param x encoded examples, one behind the other, from element {@code from} on
   * @param m how many
   * @return (outputs, m), column by column; valid until the next call
   */
  public float[] forward(float[] theta, float[] x, int from, int m) {
    for (int j = 0; j < m; j++) {
      for (Place place : places) {
        place.layer.forward(
            theta, x, from + j * inputs + place.xFrom, a, j * outputs + place.aFrom);
      }
    }
    if (scales) {
      for (int j = 0; j < m; j++) {
        for (int i = 0; i < outputs; i++) {
          scaled[j * outputs + i] = a[j * outputs + i] * theta[scaleOffset + i];
        }
      }
    }
    return scaled;
  }

  /** What the last {@link #forward} returned. */
  public float[] output() {
    return scaled;
  }

  /** Where the error of the first dense layer's inputs is to be written, (outputs, m). */
  public float[] error() {
    return error;
  }

  /**
   * Computes the gradient of the stage from {@link #error}, a sum over the examples in their order.
   *
   * <pre>
   *   ds = row sums of dX ⊙ A,  dA = dX ⊙ s
   * </pre>
   *
   * @param x the examples of the last {@link #forward}, from element 0 on
   * @param gradient laid out as the parameters
   */
  public void backward(float[] theta, float[] x, float[] gradient, int m) {
    Arrays.fill(gradient, 0, parameterCount, 0f);
    if (scales) {
      for (int j = 0; j < m; j++) {
        for (int i = 0; i < outputs; i++) {
          int at = j * outputs + i;
          gradient[scaleOffset + i] += error[at] * a[at];
          error[at] *= theta[scaleOffset + i];
        }
      }
    }
    BlockLayer.Batch batch = new BlockLayer.Batch(x, a, error);
    for (int j = 0; j < m; j++) {
      for (Place place : places) {
        place.layer.backward(
            theta, batch, j * inputs + place.xFrom, j * outputs + place.aFrom, gradient);
      }
    }
  }
}
