package org.lockstep.training.exchange;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.BatchPlan.Batch;
import org.lockstep.model.Floats;

/**
 * What the driver asks of the tasks of a resident stage. Inside the driver's JVM the parameters are
 * handed over as they are; over the network they are encoded once for all tasks.
 */
final class Command implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What is to be done with the parameters. */
  enum Kind {
    /** Compute the gradient of a mini-batch. */
    GRADIENT,
    /** Judge the network on the validation lanes. */
    METRICS,
    /** End the task. */
    STOP
  }

  /** Before the first command. */
  static final Command NOTHING_YET = new Command(Kind.STOP, -1, new float[0], null);

  /** After the last; its number follows all others. */
  static final Command STOP = new Command(Kind.STOP, Long.MAX_VALUE, new float[0], null);

  private final Kind kind;
  private final long sequence;
  private final @Nullable Batch batch;
  private transient float[] parameters;
  private transient byte @Nullable [] encoded;

  private Command(Kind kind, long sequence, float[] parameters, @Nullable Batch batch) {
    this.kind = kind;
    this.sequence = sequence;
    this.parameters = parameters;
    this.batch = batch;
  }

  static Command gradient(long sequence, float[] parameters, Batch batch) {
    return new Command(Kind.GRADIENT, sequence, parameters, batch);
  }

  static Command metrics(long sequence, float[] parameters) {
    return new Command(Kind.METRICS, sequence, parameters, null);
  }

  Kind kind() {
    return kind;
  }

  /** Its number; each is greater than the one before. */
  long sequence() {
    return sequence;
  }

  /** θ; not to be written, and not to be read after the answer. */
  float[] parameters() {
    return parameters;
  }

  /** The mini-batch of a gradient. */
  Batch batch() {
    if (batch == null) {
      throw new IllegalStateException("only a gradient has a mini-batch");
    }
    return batch;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    synchronized (this) {
      if (encoded == null) {
        encoded = Floats.encode(parameters);
      }
    }
    out.writeInt(encoded.length);
    out.write(encoded);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    parameters = Floats.decode(bytes);
  }
}
