package org.lockstep.training.lane;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.lockstep.model.Floats;

/**
 * The gradient and the loss of some examples, as sums over them, not means; or a range of the
 * gradient, with the whole loss.
 *
 * <p>Mutable: {@link #add} adds in place.
 */
public final class GradientSum implements Sum {
  private static final long serialVersionUID = 1L;

  private transient float[] gradient;
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
    this(gradient, 0, loss, weight);
  }

  /**
   * Creates the sum of a range of the parameters.
   *
   * @param gradient Σ w ∂J/∂θ of the range; kept, not copied
   * @param from index of its first parameter
   */
  public GradientSum(float[] gradient, int from, double loss, double weight) {
    this.gradient = gradient;
    this.from = from;
    this.loss = loss;
    this.weight = weight;
  }

  /** Adds another sum of the same parameters to this one, in place, and returns this one. */
  public GradientSum add(GradientSum other) {
    float[] left = gradient;
    float[] right = other.gradient;
    for (int i = 0; i < left.length; i++) {
      left[i] += right[i];
    }
    loss += other.loss;
    weight += other.weight;
    return this;
  }

  /**
   * Divides the gradient by the weight, in place, and returns it: the weighted mean. It stays 0 if
   * all weights are 0.
   */
  public float[] mean() {
    float divisor = weight == 0 ? 1 : (float) weight;
    float[] mean = gradient;
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= divisor;
    }
    return mean;
  }

  /** Σ w J / Σ w: the mean loss; 0 if all weights are 0. */
  public double meanLoss() {
    return weight == 0 ? 0 : loss / weight;
  }

  /**
   * The sum of a range of the parameters, with the whole loss and weight; a copy.
   *
   * @param first index of its first parameter
   * @param end index after its last
   */
  public GradientSum range(int first, int end) {
    return new GradientSum(
        Arrays.copyOfRange(gradient, first - from, end - from), first, loss, weight);
  }

  /** Copies the gradient to its place in a vector of all parameters. */
  public void copyTo(float[] all) {
    System.arraycopy(gradient, 0, all, from, gradient.length);
  }

  /** Index of its first parameter; 0 unless it is a range. */
  public int from() {
    return from;
  }

  /** Length of the gradient: the number of parameters, or of those of the range. */
  public int length() {
    return gradient.length;
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
    return 2 * Double.BYTES + 2 * Integer.BYTES + gradient.length * Float.BYTES;
  }

  @Override
  public void writeTo(ByteBuffer to) {
    to.putDouble(loss).putDouble(weight).putInt(from);
    Floats.put(gradient, to);
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
    if (first < 0) {
      throw new IllegalArgumentException("a gradient from parameter %d on".formatted(first));
    }
    return new GradientSum(Floats.get(from), first, loss, weight);
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    byte[] encoded = Floats.encode(gradient);
    out.writeInt(encoded.length);
    out.write(encoded);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    int bytes = in.readInt();
    byte[] encoded = in.readNBytes(Math.max(bytes, 0));
    if (encoded.length != bytes || bytes % Float.BYTES != 0) {
      throw new StreamCorruptedException("a gradient of %d bytes".formatted(bytes));
    }
    gradient = Floats.decode(encoded);
  }
}
