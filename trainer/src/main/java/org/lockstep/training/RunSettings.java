package org.lockstep.training;

import java.util.ArrayList;
import java.util.List;
import org.lockstep.data.DataSettings;
import org.lockstep.data.Validation;
import org.lockstep.training.checkpoint.CheckpointSettings;

/**
 * One training run: what to learn from, what to train, where the model goes.
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

  /** The paths of the tables. */
  public List<String> tables() {
    List<String> tables = new ArrayList<>(List.of(data.train()));
    if (data.validation() instanceof Validation.Table table) {
      tables.add(table.path());
    }
    return tables;
  }
}
