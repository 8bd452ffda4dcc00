package org.lockstep.settings;

import java.util.OptionalInt;

/**
 * How a run is distributed; the bits of the model do not depend on it.
 *
 * @param partitions Spark partitions that carry the lanes, at most one a lane; empty for as many as
 *     the cluster has task slots
 * @param exchange how weights and gradients travel
 */
public record PlacementSettings(OptionalInt partitions, ExchangeKind exchange) {
  /** A partition a task slot, and the exchange that suits the cluster. */
  public static final PlacementSettings AUTO =
      new PlacementSettings(OptionalInt.empty(), ExchangeKind.AUTO);

  /**
   * Checks the settings.
   *
   * @throws org.lockstep.OutOfBoundsException if one is outside its bounds
   */
  public PlacementSettings {
    TrainingKeys.PARTITIONS.check(partitions);
  }

  /** The same with another number of partitions. */
  public PlacementSettings withPartitions(int count) {
    return new PlacementSettings(OptionalInt.of(count), exchange);
  }

  /** The same with another exchange. */
  public PlacementSettings withExchange(ExchangeKind other) {
    return new PlacementSettings(partitions, other);
  }
}
