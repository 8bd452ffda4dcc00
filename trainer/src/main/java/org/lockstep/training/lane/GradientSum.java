package org.lockstep.training.lane;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import org.lockstep.model.Floats;

/**
 * The gradient and the loss of some examples, both as sums over them, not means.
 *
 * <p>Mutable: {@link #add} adds in place.
 */
public final class GradientSum implements Sum {
  private static final long serialVersionUID = 1L;

  private transient float[] gradient;
  private double loss;
  private long examples;

  /**
   * Creates a sum.
   *
   * @param gradient Σ ∂J/∂θ, laid out as the parameters; kept, not copied
   * @param loss Σ J
   * @param examples how many were added
   */
  public GradientSum(float[] gradient, double loss, long examples) {
    this.gradient = gradient;
    this.loss = loss;
    this.examples = examples;
  }

  /** Adds another sum to this one, element by element, and returns this one. */
  public GradientSum add(GradientSum other) {
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] += other.gradient[i];
    }
    loss += other.loss;
    examples += other.examples;
    return this;
  }

  /** Turns the sum of the gradients into their mean, in place, and returns it. */
  public float[] mean() {
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= examples;
    }
    return gradient;
  }

  /** Σ J. */
  public double loss() {
    return loss;
  }

  /** How many examples were added: m. */
  public long examples() {
    return examples;
  }

  @Override
  public int byteCount() {
    return Double.BYTES + Long.BYTES + Integer.BYTES + gradient.length * Float.BYTES;
  }

  @Override
  public void writeTo(ByteBuffer to) {
    to.putDouble(loss).putLong(examples);
    Floats.put(gradient, to);
  }

  /** Reads what {@link #writeTo} has written. */
  public static GradientSum readFrom(ByteBuffer from) {
    double loss = from.getDouble();
    long examples = from.getLong();
    return new GradientSum(Floats.get(from), loss, examples);
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    byte[] encoded = Floats.encode(gradient);
    out.writeInt(encoded.length);
    out.write(encoded);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    byte[] encoded = new byte[in.readInt()];
    in.readFully(encoded);
    gradient = Floats.decode(encoded);
  }
}
