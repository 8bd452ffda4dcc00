package org.lockstep.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.lockstep.UserException;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.Validation;
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

  /** The run on the first fold of a cross-validation; without folds, this object. */
  public RunSettings firstFold() {
    return new RunSettings(data.firstFold(), training, checkpoints, output, overwrite);
  }

  /**
   * The run of one fold of a cross-validation. It tests its model only if the rows to test on are
   * of the table to train on, which it leaves out then.
   *
   * @param fold to validate on
   * @param folder its output
   */
  public RunSettings onFold(Validation.Fold fold, String folder) {
    DataSettings its = data.withValidation(fold);
    return new RunSettings(
        its.test() instanceof Validation.Table ? its.withTest(new Validation.None()) : its,
        training,
        checkpoints,
        folder,
        false);
  }

  /**
   * The run on all rows after a cross-validation, without the rules that need examples to validate
   * on.
   *
   * @param epochs that it trains, if one of these rules ended the runs on the folds
   * @throws UserException if its schedule needs examples to validate on
   */
  public RunSettings onAllRows(int epochs) {
    if (training.descent().learningRate().schedule().watched() != ValidationMetric.LOSS) {
      throw new UserException(
          "the schedule watches %s, and the model of all rows has no examples to validate on"
              .formatted(training.descent().learningRate().schedule().watched().settingsName()),
          "training.schedule.metric",
          "watch the loss, which is that of training then, or choose another schedule");
    }
    StoppingSettings rules = training.stopping();
    TrainingSettings without =
        training.withStopping(
            new StoppingSettings(
                rules.maxIterations(),
                rules.maxMinutes(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of()));
    return new RunSettings(
        data.withValidation(new Validation.None()),
        rules.needsValidation()
            ? without.withBatches(training.batches().withEpochs(epochs))
            : without,
        checkpoints,
        output,
        overwrite);
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
