package org.lockstep.training.exchange.resident;

import org.jspecify.annotations.Nullable;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.MetricSum;

/** A command of the driver to all tasks of a resident stage. */
public final class Command {
  /** What the tasks compute. */
  public enum Kind {
    /** Compute the gradient of a mini-batch. */
    GRADIENT,
    /** Compute the metrics of the validation lanes. */
    METRICS,
    /** End the task. */
    STOP
  }

  /** Before the first command. */
  static final Command NOTHING_YET = new Command(Kind.STOP, -1, new float[0], null);

  /** The last; its number is greater than all others. */
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

  public static Command gradient(long sequence, float[] parameters, Batch batch) {
    return new Command(Kind.GRADIENT, sequence, parameters, batch);
  }

  public static Command metrics(long sequence, float[] parameters) {
    return new Command(Kind.METRICS, sequence, parameters, null);
  }

  Kind kind() {
    return kind;
  }

  /** Its number; each is greater than the one before. */
  long sequence() {
    return sequence;
  }

  /** θ; do not modify, and do not read after the result has been sent. */
  float[] parameters() {
    return parameters;
  }

  /** The mini-batch of a {@link Kind#GRADIENT}. */
  Batch batch() {
    if (batch == null) {
      throw new IllegalStateException("only a gradient command has a mini-batch");
    }
    return batch;
  }

  /**
   * Whether a result of this command may contain the sum, by its type and size; null is the sum of
   * no examples.
   */
  boolean acceptsSum(@Nullable Object sum) {
    return switch (kind) {
      case GRADIENT ->
          sum == null
              || (sum instanceof GradientSum gradient && gradient.length() == parameters.length);
      case METRICS -> sum == null || sum instanceof MetricSum;
      case STOP -> false;
    };
  }

  /** Its bytes, encoded once for all tasks in other JVMs. */
  synchronized byte[] encoded() {
    if (encoded == null) {
      encoded = Wire.command(this);
    }
    return encoded;
  }
}
