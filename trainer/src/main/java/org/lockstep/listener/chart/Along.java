package org.lockstep.listener.chart;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The axis below a plot, and what it counts.
 *
 * @param axis range and ticks
 * @param name of the quantity, such as {@code iteration}
 * @param iterationsPerEpoch so that epochs are written below iterations; empty if x is something
 *     else, or the length of an epoch is not known
 */
public record Along(Axis axis, String name, OptionalDouble iterationsPerEpoch) {
  /** The name of the second row of ticks. */
  static final String EPOCH = "epoch";

  /** Any quantity. */
  public static Along of(Axis axis, String name) {
    return new Along(axis, name, OptionalDouble.empty());
  }

  /**
   * Iterations, with the epochs that they belong to.
   *
   * @param last the last iteration
   * @param perEpoch iterations of an epoch; empty if not known
   */
  public static Along iterations(double last, OptionalDouble perEpoch) {
    return new Along(Axis.upTo(last), "iteration", perEpoch);
  }

  /** Ticks of whole epochs, at the iterations that end them; empty without epochs. */
  List<Axis.Tick> epochs() {
    if (iterationsPerEpoch.isEmpty()) {
      return List.of();
    }
    double per = iterationsPerEpoch.getAsDouble();
    return Axis.upTo(axis.to() / per).ticks().stream()
        .map(tick -> new Axis.Tick(tick.value() * per, tick.label()))
        .filter(tick -> tick.value() <= axis.to())
        .toList();
  }
}
