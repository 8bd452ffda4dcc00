package org.lockstep.data.table;

import org.apache.spark.sql.SparkSession;

/** Opens the tables that settings name. */
@FunctionalInterface
public interface TableSource {
  /**
   * Opens a table.
   *
   * @param path as the settings name it
   * @throws org.lockstep.UserException if it cannot be opened
   */
  Table open(String path);

  /** Parquet files, folders of them, and globs. */
  static TableSource parquet(SparkSession spark) {
    return path -> ParquetTable.open(spark, path);
  }
}
