package org.lockstep.settings.table;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lockstep.settings.value.SettingValues;

/**
 * How the tables of a run are read.
 *
 * @param format of files, or the name of a data source of Spark; empty for Parquet
 * @param options of the data source, by name
 * @param schema types of columns that are not to be inferred, as in SQL; empty for none
 * @param where the rows to take, a predicate of SQL; empty for all
 */
public record ReadSettings(
    Optional<String> format,
    SortedMap<String, String> options,
    Optional<String> schema,
    Optional<String> where) {
  /** All rows of Parquet files. */
  public static final ReadSettings DEFAULT =
      new ReadSettings(Optional.empty(), new TreeMap<>(), Optional.empty(), Optional.empty());

  /** Copies the map. */
  public ReadSettings {
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
  }

  /**
   * Reads the settings.
   *
   * @throws org.lockstep.UserException if one is not what it must be
   */
  public static ReadSettings of(SettingValues values) {
    return new ReadSettings(
        values.optional(TableKeys.FORMAT),
        values.optional(TableKeys.OPTIONS).orElseGet(TreeMap::new),
        values.optional(TableKeys.SCHEMA),
        values.optional(TableKeys.WHERE));
  }

  /** The same with another format. */
  public ReadSettings withFormat(String other) {
    return new ReadSettings(Optional.of(other), options, schema, where);
  }

  /** The same with another predicate. */
  public ReadSettings withWhere(String other) {
    return new ReadSettings(format, options, schema, Optional.of(other));
  }

  /** The same with other options. */
  public ReadSettings withOptions(SortedMap<String, String> other) {
    return new ReadSettings(format, other, schema, where);
  }

  /** The same with types of some columns. */
  public ReadSettings withSchema(String other) {
    return new ReadSettings(format, options, Optional.of(other), where);
  }
}
