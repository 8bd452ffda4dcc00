package org.lockstep.jobs.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A made-up table in a folder of Parquet files, and settings that train on it: uniform numbers x,
 * an array, and a label that is 1 where their first half has the greater sum.
 */
final class Synthetic {
  private static final String SETTINGS =
      """
      data { train = "%s", label = label, features = [x], scaling = none }
      network { hidden = [64, 32] }
      training {
        task = classification, batch-size = 1024, epochs = 3
        optimizer { type = sgd, learning-rate = 0.01 }
      }
      output = "%s"
      overwrite = true
      """;

  private final Path table;
  private final Path settings;

  /**
   * Makes the table, unless an earlier run has.
   *
   * @param width numbers of a row
   */
  Synthetic(Bench bench, long rows, int width) throws IOException {
    Path folder = bench.work("synthetic-%d-%d".formatted(rows, width));
    table = folder.resolve("table");
    settings = folder.resolve("settings.conf");
    Files.writeString(settings, SETTINGS.formatted(table, folder.resolve("model")));
    if (!Files.exists(table.resolve("_SUCCESS"))) {
      bench.log("writing %,d rows of %d numbers", rows, width);
      write(rows, width);
    }
  }

  /** By a session of its own. */
  private void write(long rows, int width) throws IOException {
    StructType schema = StructType.fromDDL("x ARRAY<FLOAT>, label INT");
    try (SparkSession spark = LocalSession.open()) {
      int files = (int) Math.max(2, Math.min(32, rows * width / 10_000_000));
      MapFunction<Long, Row> make = i -> row(i, width);
      spark
          .range(0, rows, 1, files)
          .map(make, Encoders.row(schema))
          .write()
          .mode("overwrite")
          .parquet(table.toString());
    }
  }

  private static Row row(long i, int width) {
    SplittableRandom random = new SplittableRandom(i);
    Float[] x = new Float[width];
    float difference = 0;
    for (int f = 0; f < width; f++) {
      x[f] = (float) random.nextDouble() - 0.5f;
      difference += f < width / 2 ? x[f] : -x[f];
    }
    return RowFactory.create(x, difference > 0 ? 1 : 0);
  }

  /** The folder of its Parquet files. */
  String table() {
    return table.toString();
  }

  /** The settings file. */
  String settings() {
    return settings.toString();
  }
}
