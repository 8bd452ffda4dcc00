package org.lockstep.jobs.tune;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lockstep.UserException;
import org.lockstep.training.ValidationMetric;

/**
 * What a search tries, and how it compares.
 *
 * @param output the folder that holds those of the trials
 * @param search how the trials were taken from the space
 * @param metric by which they are compared
 * @param halving when trials are given up; empty for never
 * @param trials all that are to be run, in their order; at least one
 */
public record TuneSettings(
    String output,
    Search search,
    ValidationMetric metric,
    Optional<Halving> halving,
    List<Trial> trials) {
  /** How trials are taken from a space. */
  public enum Search {
    /** Every combination of the lists. */
    GRID,
    /** So many combinations by chance. */
    RANDOM;

    /** Its name in settings. */
    String settingsName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

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
