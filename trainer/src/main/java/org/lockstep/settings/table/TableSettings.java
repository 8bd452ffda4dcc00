package org.lockstep.settings.table;

/**
 * A table, and how it is read.
 *
 * @param name a path, a table of the catalog or a query, as in {@link TableName}
 * @param how it is read
 */
public record TableSettings(String name, ReadSettings how) {
  /** A table that is read by default: Parquet files, unless the name says otherwise. */
  public static TableSettings of(String name) {
    return new TableSettings(name, ReadSettings.DEFAULT);
  }

  /** Another table that is read in the same way. */
  public TableSettings named(String other) {
    return new TableSettings(other, how);
  }
}
