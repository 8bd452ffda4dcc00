package org.lockstep.support;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.lockstep.network.CounterRandom;
import org.lockstep.network.CounterRandom.Purpose;

/** Tables by formula: overlapping clouds of points, one a class, and a number to regress on. */
public final class Blobs {
  /** The columns: two numbers, an array of three, a class and a number. */
  public static final StructType SCHEMA =
      StructType.fromDDL("x0 double, x1 double, more array<float>, label string, target double");

  private static final String[] LABELS = {"ash", "birch", "cedar"};

  private Blobs() {}

  /** Returns {@code count} rows; row i is a pure function of i. */
  public static List<Row> rows(int count) {
    CounterRandom random = CounterRandom.of(7, Purpose.WEIGHTS, 99);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = i % LABELS.length;
      double[] x = new double[5];
      double target = 0;
      for (int c = 0; c < x.length; c++) {
        x[c] = 3 * random.uniform(i * 5L + c) + (c % LABELS.length == label ? 1.2 : 0);
        target += (c + 1) * x[c];
      }
      rows.add(
          RowFactory.create(
              x[0],
              x[1],
              List.of((float) x[2], (float) x[3], (float) x[4]),
              LABELS[label],
              target + random.uniform(1_000_000 + i)));
    }
    return rows;
  }

  /** Returns those rows as a table. */
  public static Dataset<Row> table(SparkSession spark, int count) {
    return spark.createDataFrame(rows(count), SCHEMA);
  }
}
