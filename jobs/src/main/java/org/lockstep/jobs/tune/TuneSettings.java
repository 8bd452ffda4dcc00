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
 * @param course how the trials are run
 * @param trials the trials that are known at the start, in the order of running; at least one
 * @param suggestions the trials that follow from their results; empty for none
 */
public record TuneSettings(
    String output,
    SearchKind search,
    ValidationMetric metric,
    Course course,
    List<Trial> trials,
    Optional<Suggestions> suggestions) {
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

  /** Which trials are eliminated at pauses; empty to train all of them completely. */
  public Optional<Halving> halving() {
    return course.halving();
  }

  /** The number of all trials. */
  public int count() {
    return suggestions.map(Suggestions::count).orElse(trials.size());
  }

  /** The trials that train at the same time. */
  public int parallel() {
    return course.parallel();
  }

  /** Converts a metric so that greater is better; negative infinity for NaN. */
  double merit(double figure) {
    return Double.isNaN(figure) ? Double.NEGATIVE_INFINITY : metric.gain(figure, 0);
  }
}
