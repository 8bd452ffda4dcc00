package org.lockstep.training;

import java.util.List;
import java.util.Optional;
import org.lockstep.network.Topology;
import org.lockstep.training.exchange.Estimates;
import org.lockstep.training.exchange.Traffic;

/**
 * Describes a run to its listeners before the first iteration.
 *
 * @param folder where it writes
 * @param topology the network
 * @param data numbers of examples
 * @param placement how it is distributed
 * @param length how long it is
 * @param warnings about the data and the settings, a line each
 */
public record TrainingPlan(
    Output folder,
    Topology topology,
    Examples data,
    Placement placement,
    Length length,
    List<String> warnings) {
  /** Copies the list. */
  public TrainingPlan {
    warnings = List.copyOf(warnings);
  }

  /**
   * Where a run writes.
   *
   * @param path the run's folder
   * @param checkpointBytes largest size of a checkpoint; 0 if none are written
   */
  public record Output(String path, long checkpointBytes) {}

  /** Numbers of examples to train and to validate on. */
  public record Examples(long train, long validation) {}

  /**
   * How long a run is, if no stopping rule ends it earlier.
   *
   * @param epochs number of epochs
   * @param iterationsPerEpoch mini-batches of an epoch
   * @param iterationsDone iterations that a resumed run has done before
   */
  public record Length(int epochs, int iterationsPerEpoch, long iterationsDone) {}

  /** The run's folder. */
  public String output() {
    return folder.path();
  }

  /** Largest size of a checkpoint; 0 if none are written. */
  public long checkpointBytes() {
    return folder.checkpointBytes();
  }

  /** Number of examples to train on. */
  public long examples() {
    return data.train();
  }

  /** Number of examples to validate on. */
  public long validationExamples() {
    return data.validation();
  }

  /** Number of lanes. */
  public int lanes() {
    return placement.lanes();
  }

  /** Number of Spark partitions. */
  public int partitions() {
    return placement.partitions();
  }

  /** The exchange and the reason for it, such as {@code resident (inside this JVM)}. */
  public String exchange() {
    return "%s (%s)"
        .formatted(placement.exchange().kind().settingsName(), placement.exchange().reason());
  }

  /** What each exchange was expected to cost, if the exchange was chosen by that. */
  public Optional<Estimates> estimates() {
    return placement.exchange().estimates();
  }

  /** Bytes that an iteration moves between driver and executors. */
  public Traffic traffic() {
    return placement.traffic();
  }

  /** Number of epochs. */
  public int epochs() {
    return length.epochs();
  }

  /** Number of mini-batches of an epoch. */
  public int iterationsPerEpoch() {
    return length.iterationsPerEpoch();
  }

  /** Iterations that a resumed run has done before. */
  public long iterationsDone() {
    return length.iterationsDone();
  }
}
