package org.lockstep.support;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.StructType;

/** Small Parquet tables for tests. */
public final class Tables {
  private Tables() {}

  /** Writes rows, in their order, to one file. */
  public static String write(Path path, String schema, List<Row> rows) {
    return write(path, StructType.fromDDL(schema), rows, 1);
  }

  /** Adds rows to a table, in several files; an empty one if there are no rows. */
  public static String write(Path path, StructType schema, List<Row> rows, int files) {
    SharedSpark.session()
        .createDataFrame(rows, schema)
        .repartition(files)
        .write()
        .mode(SaveMode.Append)
        .parquet(path.toString());
    return path.toString();
  }
}
