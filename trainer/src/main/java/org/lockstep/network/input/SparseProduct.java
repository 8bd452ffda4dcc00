package org.lockstep.network.input;

import java.util.Arrays;
import org.lockstep.SparseRun;

/**
 * The product of the first layer's sparse inputs, and its gradient, with the equations of {@link
 * SparseInputs}. Not thread-safe.
 */
public final class SparseProduct {
  private static final int NOT_THERE = -1;

  private final Weights weights;
  private final int units;
  private final int width;

  /** The examples' runs: the array that holds it, and where it begins there. */
  private final float[][] runs;

  private final int[] starts;

  /** The row of {@link SparseRows} of each input that occurs. */
  private final int[] places;

  /**
   * V within the parameter vector.
   *
   * @param from where it begins
   * @param units of the first layer, n_out
   */
  public record Weights(int from, int units) {
    /**
     * Adds the product of one example: z ← fma(x, V_i, z).
     *
     * @param z holds its weighted inputs from element {@code at} on
     * @param theta the parameter vector
     * @param run holds its run from element {@code start} on
     */
    public void addTo(float[] z, int at, float[] theta, float[] run, int start) {
      int count = SparseRun.count(run, start);
      for (int k = 0; k < count; k++) {
        int row = from + SparseRun.index(run, start, k) * units;
        float x = SparseRun.value(run, start, k);
        for (int i = 0; i < units; i++) {
          z[at + i] = Math.fma(theta[row + i], x, z[at + i]);
        }
      }
    }
  }

  /**
   * Allocates the memory.
   *
   * @param width of the sparse inputs
   * @param weights V
   * @param capacity most examples of a batch
   */
  public SparseProduct(int width, Weights weights, int capacity) {
    this.weights = weights;
    units = weights.units();
    this.width = width;
    runs = new float[capacity][];
    starts = new int[capacity];
    places = new int[width];
    Arrays.fill(places, NOT_THERE);
  }

  /**
   * Sets the run of example {@code j} of the batch.
   *
   * @param floats hold it from element {@code from} on; kept, not copied
   */
  public void put(int j, float[] floats, int from) {
    runs[j] = floats;
    starts[j] = from;
  }

  /**
   * Adds the product to the weighted inputs of the first m examples.
   *
   * @param z (units, m), column by column
   */
  public void forward(float[] theta, float[] z, int m) {
    for (int j = 0; j < m; j++) {
      weights.addTo(z, j * units, theta, runs[j], starts[j]);
    }
  }

  /**
   * Computes the gradient of V, a sum over the first m examples in their order.
   *
   * @param dz the error of the weighted inputs, (units, m), column by column
   */
  public SparseRows backward(float[] dz, int m) {
    int[] indices = occurring(m);
    float[] values = new float[Math.multiplyExact(indices.length, units)];
    for (int r = 0; r < indices.length; r++) {
      places[indices[r]] = r;
    }
    for (int j = 0; j < m; j++) {
      for (int k = 0; k < SparseRun.count(runs[j], starts[j]); k++) {
        int row = places[SparseRun.index(runs[j], starts[j], k)] * units;
        float x = SparseRun.value(runs[j], starts[j], k);
        for (int i = 0; i < units; i++) {
          values[row + i] = Math.fma(x, dz[j * units + i], values[row + i]);
        }
      }
    }
    for (int index : indices) {
      places[index] = NOT_THERE;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] += 0f; // -0 becomes 0, as in a sum with the 0 of an example that lacks the input
    }
    return new SparseRows(width, units, indices, values);
  }

  /** The inputs that occur among the first m examples, in ascending order. */
  private int[] occurring(int m) {
    int[] indices = new int[16];
    int count = 0;
    for (int j = 0; j < m; j++) {
      for (int k = 0; k < SparseRun.count(runs[j], starts[j]); k++) {
        int index = SparseRun.index(runs[j], starts[j], k);
        if (places[index] == NOT_THERE) {
          places[index] = 0;
          if (count == indices.length) {
            indices = Arrays.copyOf(indices, 2 * count);
          }
          indices[count++] = index;
        }
      }
    }
    Arrays.sort(indices, 0, count);
    return Arrays.copyOf(indices, count);
  }
}
