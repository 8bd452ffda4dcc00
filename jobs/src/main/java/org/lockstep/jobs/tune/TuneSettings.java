package org.lockstep.jobs.tune;

import java.util.List;
import java.util.Optional;
import org.lockstep.UserException;
import org.lockstep.jobs.settings.SearchKind;
import org.lockstep.settings.ValidationMetric;

/**
 * The settings of a search: its trials, and the metric that compares them.
 *
 * @param output the folder that holds those of the trials
 * @param search how the trials were taken from the space
 * @param metric by which they are compared
 * @param halving when trials are given up; empty for never
 * @param trials all that are to be run, in their order; at least one
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
   * Reads the section {@code tune} and, for each trial, all settings that it trains by.
   *
   * @param file a HOCON file
   * @param overrides {@code KEY=VALUE} each, over the file
   * @throws UserException with the first mistake found, be it in the last trial
   */
  public static TuneSettings read(String file, List<String> overrides) {
    return new TuneReader(file, overrides).read();
  }

  /** How good a figure is, the more the better; least of all one that there is not. */
  double merit(double figure) {
    return Double.isNaN(figure) ? Double.NEGATIVE_INFINITY : metric.gain(figure, 0);
  }
}
