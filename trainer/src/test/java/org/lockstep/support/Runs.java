package org.lockstep.support;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Task;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.settings.BatchSettings;
import org.lockstep.settings.CheckpointSettings;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.NetworkSettings;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.StoppingSettings;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.settings.data.ColumnSettings;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.settings.data.TargetSettings;
import org.lockstep.settings.data.Validation;

/** Settings of a small run, of {@link Blobs} unless columns are named; each method changes one. */
public record Runs(DataSettings data, TrainingSettings training, CheckpointSettings checkpoints) {

  /** A classification: 13 lanes, so that no power of two hides an error. */
  public static Runs classification(String train) {
    return of(
        train,
        Task.CLASSIFICATION,
        "label",
        NetworkSettings.of(List.of(16, 8), Activation.RELU, new Loss.CrossEntropy(0)),
        0.1);
  }

  public static Runs regression(String train) {
    return of(
        train,
        Task.REGRESSION,
        "target",
        NetworkSettings.of(List.of(16, 8), Activation.TANH, new Loss.SquaredError()),
        0.02);
  }

  private static Runs of(
      String train, Task task, String label, NetworkSettings network, double learningRate) {
    return new Runs(
        new DataSettings(
            train,
            new Validation.None(),
            ColumnSettings.of(List.of(label), List.of("x0", "x1", "more")),
            TargetSettings.of(task, Scaling.STANDARD),
            EncodingSettings.DEFAULT,
            1),
        TrainingSettings.of(
            network,
            new BatchSettings(50, 3, OptionalInt.of(13), 1),
            DescentSettings.of(new Sgd(), learningRate)),
        CheckpointSettings.DEFAULT);
  }

  public Task task() {
    return data.target().task();
  }

  public int batchSize() {
    return training.batches().size();
  }

  public Runs withData(UnaryOperator<DataSettings> change) {
    return new Runs(change.apply(data), training, checkpoints);
  }

  public Runs withTraining(UnaryOperator<TrainingSettings> change) {
    return new Runs(data, change.apply(training), checkpoints);
  }

  public Runs withCheckpoints(CheckpointSettings other) {
    return new Runs(data, training, other);
  }

  public Runs withTrain(String table) {
    return withData(d -> d.withTrain(table));
  }

  public Runs withValidation(Validation other) {
    return withData(d -> d.withValidation(other));
  }

  public Runs withColumns(List<String> label, List<String> features) {
    return withData(d -> d.withColumns(ColumnSettings.of(label, features)));
  }

  /** Scales neither features nor targets. */
  public Runs unscaled() {
    return withScaling(Scaling.NONE);
  }

  /** Scales features and targets alike. */
  public Runs withScaling(Scaling other) {
    return withData(
        d ->
            d.withEncoding(d.encoding().withScaling(other))
                .withTarget(d.target().withScaling(other)));
  }

  public Runs withEncoding(EncodingSettings other) {
    return withData(d -> d.withEncoding(other));
  }

  public Runs withNetwork(NetworkSettings other) {
    return withTraining(t -> t.withNetwork(other));
  }

  public Runs withDescent(DescentSettings other) {
    return withTraining(t -> t.withDescent(other));
  }

  public Runs withStopping(StoppingSettings other) {
    return withTraining(t -> t.withStopping(other));
  }

  public Runs withBatchSize(int examples) {
    return withTraining(t -> t.withBatches(t.batches().withSize(examples)));
  }

  public Runs withEpochs(int count) {
    return withTraining(t -> t.withBatches(t.batches().withEpochs(count)));
  }

  public Runs withLanes(int count) {
    return withTraining(t -> t.withBatches(t.batches().withLanes(count)));
  }

  public Runs withSeed(long other) {
    return withData(d -> d.withSeed(other))
        .withTraining(t -> t.withBatches(t.batches().withSeed(other)));
  }

  public Runs withPartitions(int count) {
    return withTraining(t -> t.withPlacement(t.placement().withPartitions(count)));
  }

  public Runs withExchange(ExchangeKind kind) {
    return withTraining(t -> t.withPlacement(t.placement().withExchange(kind)));
  }

  public RunSettings to(String output) {
    return new RunSettings(data, training, checkpoints, output, false);
  }
}
