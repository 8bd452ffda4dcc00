package org.lockstep.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.lockstep.Problems;
import org.lockstep.UserException;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.TargetEncoding;
import scala.reflect.ClassTag$;

/**
 * A table with a network's answers beside its own columns: {@code prediction}, and for classes
 * {@code probability}, one number a class in the order of the encoding's labels.
 */
public final class ScoredTable {
  private static final String PREDICTION = "prediction";
  private static final String PROBABILITY = "probability";

  private ScoredTable() {}

  /** Answers for encoded rows; made once a task, on the executor. */
  public interface Scorer {
    /** Most rows of a call. */
    int capacity();

    /**
     * Answers for m rows.
     *
     * @param rows the encoded rows one after the other, without targets
     * @return the network's outputs, (n, m), column by column; valid until the next call
     */
    float[] outputs(float[] rows, int m);
  }

  /** Makes a scorer. */
  public interface ScorerFactory extends Serializable {
    /** Called on the executor by the thread that uses the scorer. */
    Scorer scorer();
  }

  /**
   * Reads a table, checks it, and adds the answers.
   *
   * @param path a Parquet file, a folder of them, or a glob
   * @throws UserException if it cannot be read, lacks a column of the encoding, has values that are
   *     missing, or has a column by the name of an answer
   */
  public static Dataset<Row> of(
      SparkSession spark, String path, Encoding encoding, ScorerFactory factory) {
    TableColumns columns = TableColumns.forPrediction(ParquetTable.open(spark, path), encoding);
    StructType schema = columns.table().rows().schema();
    StructType answers = answers(encoding.target());
    for (String name : answers.fieldNames()) {
      if (Arrays.stream(schema.fieldNames()).anyMatch(name::equalsIgnoreCase)) {
        throw new UserException(
            "the data hold a column %s already".formatted(name),
            path,
            "rename it: predictions are written to a column of this name");
      }
    }
    TableSurvey survey = TableSurvey.of(columns, false, 0, 0);
    if (survey.rows() > 0) {
      survey.check(columns, Problems.thrown());
      SurveyedTable.requireWidths(survey, encoding, path);
    }

    Dataset<Row> featuresFirst = columns.table().rows().select(featuresFirst(columns, schema));
    RowEncoder encoder = new RowEncoder(encoding, columns);
    TargetEncoding target = encoding.target();
    JavaRDD<InternalRow> scored =
        JavaRDD.fromRDD(
                ((org.apache.spark.sql.classic.Dataset<Row>) featuresFirst)
                    .queryExecution()
                    .toRdd(),
                ClassTag$.MODULE$.<InternalRow>apply(InternalRow.class))
            .mapPartitions(
                rows -> new ScoredRows(rows, encoder.session(), encoder.stride(), target, factory));
    StructType scoredSchema = featuresFirst.schema();
    for (StructField answer : answers.fields()) {
      scoredSchema = scoredSchema.add(answer);
    }
    // Spark's own way in for rows that are in its form already; it has no public twin
    Dataset<Row> table = internal(spark, scored.rdd(), scoredSchema);
    List<Column> inOrder = new ArrayList<>();
    for (String name : schema.fieldNames()) {
      inOrder.add(TableColumns.column(name));
    }
    for (String name : answers.fieldNames()) {
      inOrder.add(TableColumns.column(name));
    }
    return table.select(inOrder.toArray(Column[]::new));
  }

  private static Dataset<Row> internal(
      SparkSession spark, RDD<InternalRow> rows, StructType schema) {
    return ((org.apache.spark.sql.classic.SparkSession) spark)
        .internalCreateDataFrame(rows, schema, false);
  }

  private static Column[] featuresFirst(TableColumns columns, StructType schema) {
    List<Column> order = new ArrayList<>();
    columns.features().forEach(field -> order.add(TableColumns.column(field.name())));
    for (StructField field : schema.fields()) {
      if (!columns.features().contains(field)) {
        order.add(TableColumns.column(field.name()));
      }
    }
    return order.toArray(Column[]::new);
  }

  private static StructType answers(TargetEncoding target) {
    StructType answers = new StructType();
    if (target instanceof TargetEncoding.Classes classes) {
      return answers
          .add(PREDICTION, StructType.fromDDL("label " + classes.type()).apply(0).dataType())
          .add(PROBABILITY, DataTypes.createArrayType(DataTypes.FloatType, false));
    }
    return answers.add(
        PREDICTION,
        target.outputs() == 1
            ? DataTypes.DoubleType
            : DataTypes.createArrayType(DataTypes.DoubleType, false));
  }

  /** Goes through a task's rows, a batch at a time. */
  private static final class ScoredRows implements Iterator<InternalRow> {
    private final Iterator<InternalRow> source;
    private final RowEncoder.Session session;
    private final int stride;
    private final TargetEncoding target;
    private final ScorerFactory factory;
    private final List<InternalRow> batch = new ArrayList<>();
    private final List<Object> labels = new ArrayList<>();
    private float[] encoded = new float[0];
    private float[] outputs = new float[0];
    private @org.jspecify.annotations.Nullable Scorer scorer;
    private int next;

    ScoredRows(
        Iterator<InternalRow> source,
        RowEncoder.Session session,
        int stride,
        TargetEncoding target,
        ScorerFactory factory) {
      this.source = source;
      this.session = session;
      this.stride = stride;
      this.target = target;
      this.factory = factory;
      if (target instanceof TargetEncoding.Classes classes) {
        DataType type = answers(target).apply(PREDICTION).dataType();
        classes.labels().forEach(label -> labels.add(internal(label, type)));
      }
    }

    @Override
    public boolean hasNext() {
      while (next == batch.size() && source.hasNext()) { // a batch of rows left out is empty
        scoreBatch();
      }
      return next < batch.size();
    }

    private void scoreBatch() {
      if (scorer == null) {
        scorer = factory.scorer();
        encoded = new float[scorer.capacity() * stride];
      }
      batch.clear();
      next = 0;
      while (source.hasNext() && batch.size() < scorer.capacity()) {
        InternalRow row = source.next();
        if (session.encode(row, encoded, batch.size() * stride)) {
          batch.add(row.copy()); // Spark writes the next row over this one
        }
      }
      outputs = scorer.outputs(encoded, batch.size());
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new java.util.NoSuchElementException();
      }
      int from = next * target.outputs();
      return new JoinedRow(batch.get(next++), answer(from));
    }

    private InternalRow answer(int from) {
      int n = target.outputs();
      if (target instanceof TargetEncoding.Numbers numbers) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
          values[i] = numbers.unscaled(i, outputs[from + i]);
        }
        return new GenericInternalRow(
            new Object[] {n == 1 ? values[0] : ArrayData.toArrayData(values)});
      }
      float[] probabilities = Arrays.copyOfRange(outputs, from, from + n);
      int best = TargetEncoding.Classes.mostProbable(probabilities, 0, n);
      return new GenericInternalRow(
          new Object[] {labels.get(best), ArrayData.toArrayData(probabilities)});
    }

    /** A label as Spark holds it in a column of this type. */
    private static Object internal(Object label, DataType type) {
      if (label instanceof String text) {
        return UTF8String.fromString(text);
      }
      if (!(label instanceof Long number)) {
        return label;
      }
      return switch (type.typeName().replaceAll("\\(.*", "")) {
        case "byte", "tinyint" -> number.byteValue();
        case "short", "smallint" -> number.shortValue();
        case "integer" -> number.intValue();
        case "float" -> number.floatValue();
        case "double" -> number.doubleValue();
        case "decimal" -> {
          var decimal = (org.apache.spark.sql.types.DecimalType) type;
          yield Decimal.apply(
              new java.math.BigDecimal(number).setScale(decimal.scale()),
              decimal.precision(),
              decimal.scale());
        }
        default -> number;
      };
    }
  }
}
