package org.lockstep.training.lane;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.Floats;
import org.lockstep.network.input.SparseRows;

/**
 * The gradient and the loss of some examples, as sums over them, not means; or a range of the
 * gradient, with the whole loss.
 *
 * <p>Mutable: {@link #add} adds in place.
 */
public final class GradientSum implements Sum {
  private static final long serialVersionUID = 1L;

  /** In place of the first parameter: one with sparse rows follows. */
  private static final int WITH_ROWS = Integer.MIN_VALUE;

  /** Has the gradient from element {@link #start} on; that of a range is often the whole one. */
  private transient float[] gradient;

  private transient int start;

  /** Elements of the gradient, without the end of which {@link #rows} has what is not 0. */
  private transient int count;

  private transient @Nullable SparseRows rows;
  private int from;
  private double loss;
  private double weight;

  /**
   * Creates a sum.
   *
   * @param gradient Σ w ∂J/∂θ, laid out as the parameters; kept, not copied
   * @param loss Σ w J
   * @param weight Σ w; the number of examples if they have no weights
   */
  public GradientSum(float[] gradient, double loss, double weight) {
    this(gradient, null, 0, loss, weight);
  }

  /**
   * Creates the sum of a range of the parameters.
   *
   * @param gradient Σ w ∂J/∂θ of the range; kept, not copied
   * @param from index of its first parameter
   */
  public GradientSum(float[] gradient, int from, double loss, double weight) {
    this(gradient, null, from, loss, weight);
  }

  /**
   * Creates a sum whose gradient ends with a matrix of which few rows are not 0.
   *
   * @param gradient what is before the matrix; kept, not copied
   * @param rows the matrix; null for none
   * @param loss Σ w J
   * @param weight Σ w
   */
  public GradientSum(float[] gradient, @Nullable SparseRows rows, double loss, double weight) {
    this(gradient, rows, 0, loss, weight);
  }

  private GradientSum(
      float[] gradient, @Nullable SparseRows rows, int from, double loss, double weight) {
    this.gradient = gradient;
    this.rows = rows;
    count = gradient.length;
    this.from = from;
    this.loss = loss;
    this.weight = weight;
  }

  /** Adds another sum of the same parameters to this one, in place, and returns this one. */
  public GradientSum add(GradientSum other) {
    float[] left = gradient;
    float[] right = other.gradient;
    if (start == other.start) { // with one index for both the JIT adds several at once
      for (int i = start; i < start + count; i++) {
        left[i] += right[i];
      }
    } else {
      for (int i = 0; i < count; i++) {
        left[start + i] += right[other.start + i];
      }
    }
    if (rows != null && other.rows != null) {
      rows = rows.plus(other.rows);
    }
    loss += other.loss;
    weight += other.weight;
    return this;
  }

  /**
   * Divides the gradient by the weight, in place if it is a vector of its own, and returns it: the
   * weighted mean. It stays 0 if all weights are 0.
   */
  public float[] mean() {
    float[] mean = length() == gradient.length ? gradient : new float[length()];
    writeMean(mean);
    return mean;
  }

  /**
   * Writes the mean, but for rows that are not there.
   *
   * @param mean as long as the gradient
   */
  void writeMean(float[] mean) {
    float divisor = divisor();
    if (mean != gradient) {
      System.arraycopy(gradient, start, mean, 0, count);
    }
    for (int i = 0; i < count; i++) {
      mean[i] /= divisor;
    }
    if (rows != null) {
      rows.divide(divisor, mean, count);
    }
  }

  /** The rows of a gradient that ends with a matrix of few rows; null if it does not. */
  @Nullable SparseRows rows() {
    return rows;
  }

  private float divisor() {
    return weight == 0 ? 1 : (float) weight;
  }

  /** Σ w J / Σ w: the mean loss; 0 if all weights are 0. */
  public double meanLoss() {
    return weight == 0 ? 0 : loss / weight;
  }

  /**
   * The sum of a range of the parameters, with the whole loss and weight. It may share its elements
   * with this one: what is added to the one is then in the other.
   *
   * @param first index of its first parameter
   * @param end index after its last
   */
  public GradientSum range(int first, int end) {
    if (end - from <= count) {
      GradientSum part = new GradientSum(gradient, first, loss, weight);
      part.start = start + first - from;
      part.count = end - first;
      return part;
    }
    float[] range = new float[end - first];
    copyTo(first - from, end - from, range, 0);
    return new GradientSum(range, first, loss, weight);
  }

  /** A sum of its own with the same elements. */
  public GradientSum copy() {
    float[] all = new float[length()];
    copyTo(0, length(), all, 0);
    return new GradientSum(all, from, loss, weight);
  }

  /** Copies the gradient to its place in a vector of all parameters. */
  public void copyTo(float[] all) {
    copyTo(0, length(), all, from);
  }

  private void copyTo(int first, int end, float[] target, int at) {
    int dense = Math.max(0, Math.min(end, count) - first);
    System.arraycopy(gradient, start + Math.min(first, count), target, at, dense);
    if (rows != null && end > count) {
      int firstRow = Math.max(0, first - count);
      rows.copyTo(firstRow, end - count, target, at + dense);
    }
  }

  /** Index of its first parameter; 0 unless it is a range. */
  public int from() {
    return from;
  }

  /** Length of the gradient: the number of parameters, or of those of the range. */
  public int length() {
    return count + (rows == null ? 0 : rows.length());
  }

  /** Σ w J. */
  public double loss() {
    return loss;
  }

  /** Σ w; the number of examples, m, if they have no weights. */
  public double weight() {
    return weight;
  }

  @Override
  public int byteCount() {
    int plain = 2 * Double.BYTES + 2 * Integer.BYTES + count * Float.BYTES;
    return rows == null
        ? plain
        : plain
            + 4 * Integer.BYTES
            + rows.indices().length * Integer.BYTES
            + rows.values().length * Float.BYTES;
  }

  @Override
  public void writeTo(ByteBuffer to) {
    to.putDouble(loss).putDouble(weight);
    if (rows == null) {
      to.putInt(from);
      Floats.put(gradient, start, count, to);
      return;
    }
    to.putInt(WITH_ROWS);
    Floats.put(gradient, start, count, to);
    to.putInt(rows.height()).putInt(rows.width()).putInt(rows.indices().length);
    for (int index : rows.indices()) {
      to.putInt(index);
    }
    Floats.put(rows.values(), to);
  }

  /**
   * Reads the bytes of {@link #writeTo}.
   *
   * @throws IllegalArgumentException if its first parameter is negative, or the length of the
   *     gradient is negative or too large
   * @throws java.nio.BufferUnderflowException if the bytes are cut off
   */
  public static GradientSum readFrom(ByteBuffer from) {
    double loss = from.getDouble();
    double weight = from.getDouble();
    int first = from.getInt();
    if (first == WITH_ROWS) {
      return new GradientSum(Floats.get(from), rows(from), loss, weight);
    }
    if (first < 0) {
      throw new IllegalArgumentException("a gradient from parameter %d on".formatted(first));
    }
    return new GradientSum(Floats.get(from), first, loss, weight);
  }

  private static SparseRows rows(ByteBuffer from) {
    int height = from.getInt();
    int width = from.getInt();
    int count = from.getInt();
    if (count < 0 || count > from.remaining() / Integer.BYTES) {
      throw new IllegalArgumentException("%,d rows of a gradient".formatted(count));
    }
    int[] indices = new int[count];
    for (int r = 0; r < count; r++) {
      indices[r] = from.getInt();
    }
    return new SparseRows(height, width, indices, Floats.get(from));
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    ByteBuffer bytes = ByteBuffer.allocate(byteCount());
    writeTo(bytes);
    out.writeInt(bytes.capacity());
    out.write(bytes.array());
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    int length = in.readInt();
    byte[] encoded = in.readNBytes(Math.max(length, 0));
    if (encoded.length != length) {
      throw new StreamCorruptedException("a gradient of %d bytes".formatted(length));
    }
    GradientSum sum = readFrom(ByteBuffer.wrap(encoded));
    gradient = sum.gradient;
    count = sum.count;
    rows = sum.rows;
  }
}
