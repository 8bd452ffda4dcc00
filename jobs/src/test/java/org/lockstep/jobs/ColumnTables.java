package org.lockstep.jobs;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.lockstep.jobs.Workbench.good;
import static org.lockstep.jobs.Workbench.replace;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The good table with columns of other kinds, and with damaged ones. */
final class ColumnTables {
  private ColumnTables() {}

  static Dataset<Row> multiplied(double size) {
    return good().withColumn("dose", col("dose").multiply(size));
  }

  static Dataset<Row> infinite() {
    return replace(
        replace(good(), "dose", 5, 6, Double.POSITIVE_INFINITY),
        "dose",
        6,
        7,
        Double.NEGATIVE_INFINITY);
  }

  static Dataset<Row> nulls(String column, int count) {
    return good().withColumn(column, when(col("row").geq(count), col(column)));
  }

  /** An array of four numbers with a given third element. */
  static Dataset<Row> pixels(Column third) {
    return good().withColumn("pixels", array(col("age"), col("weight"), third, lit(1.0)));
  }

  static Dataset<Row> vectors(boolean damaged) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < Workbench.ROWS; i++) {
      Object vector =
          i == 9 && damaged
              ? new TooLong()
              : i % 2 == 0
                  ? Vectors.dense(i, 0, 1, 2)
                  : Vectors.sparse(4, new int[] {0, 3}, new double[] {i, 1});
      rows.add(RowFactory.create(i, 0.5 * i, vector));
    }
    return SharedSpark.session()
        .createDataFrame(
            rows,
            new StructType(
                new StructField[] {
                  DataTypes.createStructField("row", DataTypes.IntegerType, false),
                  DataTypes.createStructField("score", DataTypes.DoubleType, false),
                  DataTypes.createStructField("v", SQLDataTypes.VectorType(), true)
                }));
  }

  /** An invalid sparse vector of size 4 with a value at index 7. */
  private static final class TooLong extends SparseVector {
    private static final long serialVersionUID = 1L;

    TooLong() {
      super(10, new int[] {0, 7}, new double[] {1, 1});
    }

    @Override
    public int size() {
      return 4;
    }
  }
}
