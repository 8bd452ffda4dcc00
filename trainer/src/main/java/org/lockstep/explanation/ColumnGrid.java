package org.lockstep.explanation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.lockstep.data.prediction.EncodedRows;
import org.lockstep.data.table.Table;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.FeatureEncoder;
import org.lockstep.encoding.NumberColumn;

/**
 * The values of a column at which its dependence is computed.
 *
 * <p>Of numbers all that occur, in ascending order, or, where these are more than the points asked
 * for, quantiles at equal distances from 0.05 to 0.95. Of words those that occur most often.
 *
 * @param name of the column
 * @param from the first of its inputs
 * @param areNumbers whether the values are numbers, and not words
 * @param values each a {@code Double} or a {@code String}
 * @param inputs of each value
 */
record ColumnGrid(
    String name, int from, boolean areNumbers, List<Object> values, List<float[]> inputs)
    implements Serializable {
  private static final double LOWEST = 0.05;
  private static final double HIGHEST = 0.95;

  /** Copies the lists. */
  ColumnGrid {
    values = List.copyOf(values);
    inputs = List.copyOf(inputs);
  }

  /** Whether a column can have a grid: it holds one number or one word. */
  static boolean suits(FeatureColumn column) {
    return column instanceof NumberColumn number
        ? number.width() == 1
        : !(column instanceof DateColumn) && column.sparseInputs() == 0;
  }

  /**
   * The grid of a column.
   *
   * @param feature its place among the features
   * @param points the most values
   */
  static ColumnGrid of(EncodedRows rows, Encoding encoding, int feature, int points) {
    FeatureColumn column = encoding.features().get(feature);
    StructField field = rows.column(feature);
    boolean areNumbers = column instanceof NumberColumn;
    List<Object> candidates =
        rows.table()
            .reading(
                () ->
                    areNumbers
                        ? numbers(rows.table(), field, points)
                        : words(rows.table(), field, points));
    int from =
        encoding.features().subList(0, feature).stream().mapToInt(FeatureColumn::inputs).sum();
    FeatureEncoder encoder = new FeatureEncoder(encoding.ofFeature(feature));
    List<Object> values = new ArrayList<>();
    List<float[]> inputs = new ArrayList<>();
    for (Object value : candidates) {
      float[] of = new float[column.inputs()];
      if (encoder.encode(new GridValue(value), of, 0)) { // else the model leaves such rows out
        values.add(value);
        inputs.add(of);
      }
    }
    return new ColumnGrid(column.name(), from, areNumbers, values, inputs);
  }

  private static List<Object> numbers(Table table, StructField field, int points) {
    Column number = functions.col("number");
    Dataset<Row> there =
        table
            .rows()
            .select(Table.column(field.name()).cast("double").as("number"))
            .where(number.isNotNull().and(functions.not(number.isNaN())));
    List<Object> all =
        there.groupBy(number).count().orderBy(number).limit(points + 1).collectAsList().stream()
            .<Object>map(row -> row.getDouble(0) + 0.0) // no -0
            .toList();
    if (all.size() <= points) {
      return all;
    }
    Column[] shares =
        IntStream.range(0, points)
            .mapToObj(i -> functions.lit(LOWEST + (HIGHEST - LOWEST) * i / Math.max(1, points - 1)))
            .toArray(Column[]::new);
    List<Double> quantiles =
        there.agg(functions.percentile(number, functions.array(shares))).first().getList(0);
    boolean areWhole = isWhole(field.dataType());
    return quantiles.stream()
        .map(quantile -> areWhole ? Math.rint(quantile) : quantile)
        .distinct()
        .<Object>map(quantile -> quantile)
        .toList();
  }

  private static boolean isWhole(DataType type) {
    return type instanceof ByteType
        || type instanceof ShortType
        || type instanceof IntegerType
        || type instanceof LongType;
  }

  private static List<Object> words(Table table, StructField field, int points) {
    Column word = functions.col("word");
    return table
        .rows()
        .select(Table.column(field.name()).cast("string").as("word"))
        .where(word.isNotNull())
        .groupBy(word)
        .count()
        .orderBy(functions.col("count").desc(), word)
        .limit(points)
        .collectAsList()
        .stream()
        .<Object>map(row -> row.getString(0))
        .toList();
  }
}
