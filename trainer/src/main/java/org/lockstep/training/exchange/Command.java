package org.lockstep.training.exchange;

import org.jspecify.annotations.Nullable;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.MetricSum;

/** What the driver asks of the tasks of a resident stage. */
final class Command {
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
  private final float[] parameters;
  private byte @Nullable [] encoded;

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

  /** Whether a sum, or null for that of no example, can be part of its answer. */
  boolean isAnsweredBy(@Nullable Object sum) {
    return switch (kind) {
      case GRADIENT ->
          sum == null
              || (sum instanceof GradientSum gradient && gradient.length() == parameters.length);
      case METRICS -> sum == null || sum instanceof MetricSum;
      case STOP -> false;
    };
  }

  /** Its bytes, made once for all tasks; inside the driver's JVM nobody asks for them. */
  synchronized byte[] encoded() {
    if (encoded == null) {
      encoded = Wire.command(this);
    }
    return encoded;
  }
}
