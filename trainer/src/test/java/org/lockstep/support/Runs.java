package org.lockstep.support;

import java.util.List;
import java.util.OptionalInt;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Task;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.Sgd;
import org.lockstep.settings.DataSettings;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.settings.Validation;

/** Settings of small runs; each method changes one thing. */
public record Runs(
    String train,
    Validation validation,
    Task task,
    List<String> label,
    List<Integer> hidden,
    Activation activation,
    int batchSize,
    int epochs,
    double learningRate,
    long seed,
    int lanes,
    OptionalInt partitions,
    ExchangeKind exchange) {

  /** A classification of {@link Blobs}: 13 lanes, so that no power of two hides an error. */
  public static Runs classification(String train) {
    return new Runs(
        train,
        new Validation.None(),
        Task.CLASSIFICATION,
        List.of("label"),
        List.of(16, 8),
        Activation.RELU,
        50,
        3,
        0.1,
        1,
        13,
        OptionalInt.empty(),
        ExchangeKind.AUTO);
  }

  public static Runs regression(String train) {
    Runs r = classification(train);
    return new Runs(
        train,
        r.validation,
        Task.REGRESSION,
        List.of("target"),
        r.hidden,
        Activation.TANH,
        r.batchSize,
        r.epochs,
        0.02,
        r.seed,
        r.lanes,
        r.partitions,
        r.exchange);
  }

  public Runs withPartitions(int count) {
    return new Runs(
        train,
        validation,
        task,
        label,
        hidden,
        activation,
        batchSize,
        epochs,
        learningRate,
        seed,
        lanes,
        OptionalInt.of(count),
        exchange);
  }

  public Runs withSeed(long other) {
    return new Runs(
        train,
        validation,
        task,
        label,
        hidden,
        activation,
        batchSize,
        epochs,
        learningRate,
        other,
        lanes,
        partitions,
        exchange);
  }

  public Runs withBatchSize(int examples) {
    return new Runs(
        train,
        validation,
        task,
        label,
        hidden,
        activation,
        examples,
        epochs,
        learningRate,
        seed,
        lanes,
        partitions,
        exchange);
  }

  public Runs withLanes(int count) {
    return new Runs(
        train,
        validation,
        task,
        label,
        hidden,
        activation,
        batchSize,
        epochs,
        learningRate,
        seed,
        count,
        partitions,
        exchange);
  }

  public Runs withEpochs(int count) {
    return new Runs(
        train,
        validation,
        task,
        label,
        hidden,
        activation,
        batchSize,
        count,
        learningRate,
        seed,
        lanes,
        partitions,
        exchange);
  }

  public Runs withValidation(Validation other) {
    return new Runs(
        train,
        other,
        task,
        label,
        hidden,
        activation,
        batchSize,
        epochs,
        learningRate,
        seed,
        lanes,
        partitions,
        exchange);
  }

  public Runs withExchange(ExchangeKind kind) {
    return new Runs(
        train,
        validation,
        task,
        label,
        hidden,
        activation,
        batchSize,
        epochs,
        learningRate,
        seed,
        lanes,
        partitions,
        kind);
  }

  public DataSettings data() {
    List<String> features = List.of("x0", "x1", "more");
    return new DataSettings(
        train,
        validation,
        task,
        label,
        features,
        Scaling.STANDARD,
        Scaling.STANDARD,
        OptionalInt.empty(),
        seed);
  }

  public TrainingSettings training() {
    return new TrainingSettings(
        hidden,
        activation,
        0,
        false,
        task == Task.CLASSIFICATION ? new Loss.CrossEntropy(0) : new Loss.SquaredError(),
        batchSize,
        epochs,
        DescentSettings.of(new Sgd(), learningRate),
        seed,
        OptionalInt.of(lanes),
        partitions,
        exchange);
  }

  public RunSettings to(String output) {
    return new RunSettings(data(), training(), output, false);
  }
}
