package org.lockstep.encoding.row;

import java.util.Arrays;

/**
 * The numbers of a sparse vector that are not 0, with their indices in ascending order. Not
 * thread-safe.
 */
public final class SparseValues {
  private int[] indices = new int[16];
  private double[] values = new double[16];
  private int count;
  private boolean isInOrder = true;

  /** Removes all numbers. */
  public void clear() {
    count = 0;
    isInOrder = true;
  }

  /** Adds a number; 0 is left out. */
  public void add(int index, double value) {
    isInOrder &= count == 0 || index > indices[count - 1];
    if (value == 0) {
      return;
    }
    if (count == indices.length) {
      indices = Arrays.copyOf(indices, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
    }
    indices[count] = index;
    values[count++] = value;
  }

  /** Whether each index was above the one before it. */
  public boolean isInOrder() {
    return isInOrder;
  }

  /** How many numbers there are. */
  public int count() {
    return count;
  }

  /** The index of number {@code k}, from 0. */
  public int index(int k) {
    return indices[k];
  }

  /** Number {@code k}, from 0. */
  public double value(int k) {
    return values[k];
  }
}
