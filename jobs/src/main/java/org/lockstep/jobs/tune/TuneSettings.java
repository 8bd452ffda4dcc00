package org.lockstep.jobs.tune;

import java.util.List;
import java.util.Optional;
import org.lockstep.UserException;
import org.lockstep.jobs.settings.SearchKind;
import org.lockstep.metric.ValidationMetric;

/**
 * The settings of a search: its trials, and the metric that compares them.
 *
 * @param output the folder with the folders of the trials
 * @param search how the trials are chosen from the search space
 * @param metric the validation metric that compares the trials
 * @param halving eliminates trials early; empty to train all of them completely
 * @param trials the trials in the order of running; at least one
 */
public record TuneSettings(
    String output,
    SearchKind search,
    ValidationMetric metric,
    Optional<Halving> halving,
    List<Trial> trials) {
  /** Copies the list. */
  public TuneSettings {
    trials = List.copyOf(trials);
  }

  /**
   * Reads the section {@code tune} and the settings of each trial.
   *
   * @param file a HOCON file
   * @param overrides {@code KEY=VALUE} each, overriding the file
   * @throws UserException with the first error found in the file or in any trial
   */
  public static TuneSettings read(String file, List<String> overrides) {
    return new TuneReader(file, overrides).read();
  }

  /** Converts a metric so that greater is better; negative infinity for NaN. */
  double merit(double figure) {
    return Double.isNaN(figure) ? Double.NEGATIVE_INFINITY : metric.gain(figure, 0);
  }
}
