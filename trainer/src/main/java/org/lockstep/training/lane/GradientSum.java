package org.lockstep.training.lane;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import org.lockstep.model.Floats;
import org.lockstep.optimization.Ranges;

/**
 * The gradient and the loss of some examples, both as sums over them, not means.
 *
 * <p>Mutable: {@link #add} adds in place.
 */
public final class GradientSum implements Sum {
  private static final long serialVersionUID = 1L;

  private transient float[] gradient;
  private double loss;
  private double weight;

  /**
   * Creates a sum.
   *
   * @param gradient Σ w ∂J/∂θ, laid out as the parameters; kept, not copied
   * @param loss Σ w J
   * @param weight Σ w: without weights, the number of examples
   */
  public GradientSum(float[] gradient, double loss, double weight) {
    this.gradient = gradient;
    this.loss = loss;
    this.weight = weight;
  }

  /** Adds another sum to this one, element by element, and returns this one. */
  public GradientSum add(GradientSum other) {
    return add(other, Ranges.WHOLE);
  }

  /** The same, with help. */
  public GradientSum add(GradientSum other, Ranges ranges) {
    float[] left = gradient;
    float[] right = other.gradient;
    ranges.over(
        left.length,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            left[i] += right[i];
          }
        });
    loss += other.loss;
    weight += other.weight;
    return this;
  }

  /**
   * Turns the sum of the gradients into their weighted mean, in place, and returns it; examples
   * without any weight leave it 0.
   */
  public float[] mean() {
    return mean(Ranges.WHOLE);
  }

  /** The same, with help. */
  public float[] mean(Ranges ranges) {
    float divisor = weight == 0 ? 1 : (float) weight;
    float[] mean = gradient;
    ranges.over(
        mean.length,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            mean[i] /= divisor;
          }
        });
    return mean;
  }

  /** Elements of the gradient: the parameters of the network. */
  public int length() {
    return gradient.length;
  }

  /** Σ w J. */
  public double loss() {
    return loss;
  }

  /** Σ w: without weights, the number of examples, m. */
  public double weight() {
    return weight;
  }

  @Override
  public int byteCount() {
    return 2 * Double.BYTES + Integer.BYTES + gradient.length * Float.BYTES;
  }

  @Override
  public void writeTo(ByteBuffer to) {
    to.putDouble(loss).putDouble(weight);
    Floats.put(gradient, to);
  }

  /**
   * Reads what {@link #writeTo} has written.
   *
   * @throws IllegalArgumentException if there are not as many numbers as it says
   * @throws java.nio.BufferUnderflowException if it ends before them
   */
  public static GradientSum readFrom(ByteBuffer from) {
    double loss = from.getDouble();
    double weight = from.getDouble();
    return new GradientSum(Floats.get(from), loss, weight);
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
