package org.lockstep.training.exchange.resident;

import java.util.List;
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
    /** Tell where other tasks reach this one. */
    JOIN,
    /** Take the addresses of all tasks. */
    CONNECT,
    /** Take a vector of the run's state. */
    LOAD,
    /** Compute the gradient of a mini-batch at the task's own parameters, and do the step. */
    STEP,
    /** End the task. */
    STOP
  }

  /** Before the first command. */
  static final Command NOTHING_YET = new Command(Kind.STOP, -1, new float[0], Content.NONE);

  /** The last; its number is greater than all others. */
  static final Command STOP = new Command(Kind.STOP, Long.MAX_VALUE, new float[0], Content.NONE);

  private final Kind kind;
  private final long sequence;
  private final float[] parameters;
  private final Content content;

  Command(Kind kind, long sequence, float[] parameters, Content content) {
    this.kind = kind;
    this.sequence = sequence;
    this.parameters = parameters;
    this.content = content;
  }

  /**
   * What a command says besides its vector.
   *
   * @param batch the mini-batch of a {@link Kind#GRADIENT} or {@link Kind#STEP}
   * @param numbers of a {@link Kind#LOAD}: the index of the vector, then the state's numbers; of a
   *     {@link Kind#STEP}: the learning rate
   * @param addresses of a {@link Kind#CONNECT}, one a partition
   */
  record Content(@Nullable Batch batch, List<Double> numbers, List<String> addresses) {
    static final Content NONE = new Content(null, List.of(), List.of());

    static Content of(Batch batch) {
      return new Content(batch, List.of(), List.of());
    }
  }

  public static Command gradient(long sequence, float[] parameters, Batch batch) {
    return new Command(Kind.GRADIENT, sequence, parameters, Content.of(batch));
  }

  public static Command metrics(long sequence, float[] parameters) {
    return new Command(Kind.METRICS, sequence, parameters, Content.NONE);
  }

  /** A command to tell where other tasks reach this one. */
  public static Command join(long sequence) {
    return new Command(Kind.JOIN, sequence, new float[0], Content.NONE);
  }

  /** A command to send to the other tasks at these addresses, one a partition. */
  public static Command connect(long sequence, List<String> addresses) {
    return new Command(
        Kind.CONNECT, sequence, new float[0], new Content(null, List.of(), addresses));
  }

  /**
   * A command to take a vector of the run's state.
   *
   * @param numbers index of the vector, then the numbers of the state
   */
  public static Command load(long sequence, float[] vector, List<Double> numbers) {
    return new Command(Kind.LOAD, sequence, vector, new Content(null, numbers, List.of()));
  }

  /** A command to do the step of a mini-batch with a learning rate. */
  public static Command step(long sequence, Batch batch, double learningRate) {
    return new Command(
        Kind.STEP, sequence, new float[0], new Content(batch, List.of(learningRate), List.of()));
  }

  /** What is to be computed. */
  public Kind kind() {
    return kind;
  }

  /** Its number; each is greater than the one before. */
  public long sequence() {
    return sequence;
  }

  /** θ; do not modify, and do not read after the result has been sent. */
  public float[] parameters() {
    return parameters;
  }

  /** The mini-batch of a {@link Kind#GRADIENT} or {@link Kind#STEP}. */
  public Batch batch() {
    Batch batch = content.batch();
    if (batch == null) {
      throw new IllegalStateException("a command without a mini-batch");
    }
    return batch;
  }

  /** Numbers of a {@link Kind#LOAD} or {@link Kind#STEP}. */
  public List<Double> numbers() {
    return content.numbers();
  }

  /** Addresses of a {@link Kind#CONNECT}, one a partition. */
  public List<String> addresses() {
    return content.addresses();
  }

  /** Whether a result of this command may contain the sum; null is the sum of no examples. */
  boolean acceptsSum(@Nullable Object sum) {
    return switch (kind) {
      case GRADIENT -> sum == null || sum instanceof GradientSum;
      case METRICS -> sum == null || sum instanceof MetricSum;
      case STEP -> sum instanceof GradientSum;
      case JOIN -> sum == null;
      case CONNECT, LOAD, STOP -> false;
    };
  }
}
