package org.lockstep.settings.data;

import java.util.Optional;
import java.util.OptionalInt;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Task;

/**
 * Task, classes and scaling of the targets.
 *
 * @param task classes or numbers
 * @param classes for whole-number labels: they are 0 to this number less one, whether or not all of
 *     them occur; empty to take the classes from the data
 * @param scaling of the targets of a regression; predictions are given back unscaled
 * @param range the allowed targets of a regression
 * @param missingLabel how rows are treated whose label, or one of whose targets, is null or NaN
 * @param positive the class that the metrics of one class are of; empty for the rarer of two
 */
public record TargetSettings(
    Task task,
    OptionalInt classes,
    Scaling scaling,
    Range range,
    MissingLabel missingLabel,
    Optional<String> positive) {
  /**
   * The numbers that a loss is defined for, in the units of the data.
   *
   * @param least the smallest target
   * @param most the largest
   */
  public record Range(double least, double most) {
    /** Every number. */
    public static final Range ANY = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /** The classes of the data, or numbers of any size. */
  public static TargetSettings of(Task task, Scaling scaling) {
    return new TargetSettings(
        task, OptionalInt.empty(), scaling, Range.ANY, MissingLabel.ERROR, Optional.empty());
  }

  /** The same with another scaling. */
  public TargetSettings withScaling(Scaling other) {
    return new TargetSettings(task, classes, other, range, missingLabel, positive);
  }

  /** The same with a number of classes. */
  public TargetSettings withClasses(int count) {
    return new TargetSettings(task, OptionalInt.of(count), scaling, range, missingLabel, positive);
  }

  /** The same with another treatment of rows without a label. */
  public TargetSettings withMissingLabel(MissingLabel other) {
    return new TargetSettings(task, classes, scaling, range, other, positive);
  }
}
