package org.lockstep.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.lockstep.settings.table.TableName;

/**
 * The settings of one run: data, training, checkpoints, output.
 *
 * @param checkpoints when the run is saved
 * @param output the run's folder, on any Hadoop file system
 * @param overwrite whether a model that is there already is replaced
 */
public record RunSettings(
    DataSettings data,
    TrainingSettings training,
    CheckpointSettings checkpoints,
    String output,
    boolean overwrite) {
  /** Settings of a run that is saved once an epoch. */
  public RunSettings(
      DataSettings data, TrainingSettings training, String output, boolean overwrite) {
    this(data, training, CheckpointSettings.DEFAULT, output, overwrite);
  }

  /**
   * The same run cut short, which is validated and saved after every iteration, and ends by the
   * number of iterations alone.
   *
   * @param iterations after which it ends, if it has so many
   * @param output its folder
   */
  public RunSettings rehearsal(int iterations, String output) {
    StoppingSettings stopping =
        new StoppingSettings(
            OptionalLong.of(iterations),
            OptionalDouble.empty(),
            OptionalLong.of(1),
            Optional.empty(),
            training.stopping().early(),
            List.copyOf(training.stopping().metrics()));
    CheckpointSettings each =
        new CheckpointSettings(
            OptionalLong.of(1), OptionalLong.empty(), OptionalDouble.empty(), checkpoints.keep());
    return new RunSettings(
        data,
        training.withStopping(stopping),
        checkpoints.areOn() ? each : checkpoints,
        output,
        false);
  }

  /** The paths of the tables; those of the catalog and queries have none. */
  public List<String> tables() {
    List<String> tables = new ArrayList<>(List.of(data.train()));
    for (Validation held : List.of(data.validation(), data.test())) {
      if (held instanceof Validation.Table table) {
        tables.add(table.path());
      }
    }
    return tables.stream().filter(TableName::isPath).toList();
  }
}
