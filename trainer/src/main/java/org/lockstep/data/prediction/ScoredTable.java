package org.lockstep.data.prediction;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.lockstep.UserException;
import org.lockstep.data.column.ColumnSelection;
import org.lockstep.data.column.RowEncoder;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.survey.RowsUsed;
import org.lockstep.data.survey.TableNotices;
import org.lockstep.data.table.Table;
import org.lockstep.encoding.Encoding;
import org.lockstep.spark.ClassicSql;

/** Adds the predictions of a network to a table. */
public final class ScoredTable {
  private ScoredTable() {}

  /** Computes the outputs of a network for encoded rows; created once in each task. */
  public interface Scorer {
    /** The largest number of rows of a call. */
    int capacity();

    /**
     * Computes the outputs for m rows.
     *
     * @param rows the encoded rows one after the other, without targets; the array may be longer
     */
    void score(float[] rows, int m);

    /** Z of the output layer, (n, m), column by column; valid until the next call. */
    float[] weightedInputs();

    /** The network's outputs, (n, m), column by column; valid until the next call. */
    float[] outputs();
  }

  /** Creates scorers. */
  public interface ScorerFactory extends Serializable {
    /** Called on the executor by the thread that uses the scorer. */
    Scorer scorer();
  }

  /** The caller's words for a message about a row, which a task of a later query may find. */
  public interface Words extends UnaryOperator<String>, Serializable {}

  /**
   * A table with predictions.
   *
   * @param used which rows were skipped, and which values were filled in
   */
  public record Checked(Dataset<Row> rows, RowsUsed used) {}

  /**
   * Reads and checks a whole table, and adds the predictions. Columns that cannot be read are left
   * out, as {@link TableNotices#ofOutput} says.
   *
   * @throws UserException also if it has values that are missing or cannot be encoded
   */
  public static Checked checked(
      Table table, Encoding encoding, PredictionFormat format, ScorerFactory factory) {
    TableColumns found = ColumnSelection.toPredict(table, encoding);
    TableColumns columns = found.in(found.table().carried());
    requireFree(table, format);
    RowsUsed used = EncodedRows.checked(columns, encoding);
    return new Checked(scored(columns, encoding, format, factory, message -> message), used);
  }

  /**
   * Adds the predictions, which are computed when the rows are read.
   *
   * @throws UserException if it lacks a column of the encoding, has one of another type, or has a
   *     column by the name of a prediction; a value that cannot be encoded is found when it is
   *     reached, and told in {@code words}
   */
  public static Dataset<Row> of(
      Table table, Encoding encoding, PredictionFormat format, ScorerFactory factory, Words words) {
    TableColumns columns = ColumnSelection.toPredict(table, encoding);
    requireFree(table, format);
    return scored(columns, encoding, format, factory, words);
  }

  private static void requireFree(Table table, PredictionFormat format) {
    boolean isCaseSensitive =
        Boolean.parseBoolean(
            table.rows().sparkSession().conf().get("spark.sql.caseSensitive", "false"));
    List<String> taken = new ArrayList<>(List.of(table.rows().schema().fieldNames()));
    int columns = taken.size();
    for (String name : format.schema().fieldNames()) {
      for (int i = 0; i < taken.size(); i++) {
        if (isCaseSensitive ? name.equals(taken.get(i)) : name.equalsIgnoreCase(taken.get(i))) {
          throw new UserException(
              i < columns
                  ? "the data hold a column %s already".formatted(taken.get(i))
                  : "two columns of predictions would be named %s".formatted(name),
              table.path(),
              "give the predictions another name by --prediction-column or --probability-column");
        }
      }
      taken.add(name);
    }
  }

  private static Dataset<Row> scored(
      TableColumns columns,
      Encoding encoding,
      PredictionFormat format,
      ScorerFactory factory,
      Words words) {
    StructType schema = columns.table().rows().schema();
    Dataset<Row> featuresFirst = columns.table().rows().select(featuresFirst(columns, schema));
    SparkSession spark = featuresFirst.sparkSession();
    RowEncoder encoder = new RowEncoder(encoding, columns.plans());
    int outputs = encoding.target().outputs() * format.outputsPerTarget();
    RDD<InternalRow> rows =
        new LazyRowRdd(spark.sparkContext(), () -> ClassicSql.execution(featuresFirst).toRdd());
    JavaRDD<InternalRow> scored =
        rows.toJavaRDD()
            .mapPartitions(
                part -> new ScoredRows(part, encoder, outputs, format, factory.scorer(), words));
    StructType scoredSchema = featuresFirst.schema();
    List<Column> inOrder = new ArrayList<>();
    for (String name : schema.fieldNames()) {
      inOrder.add(Table.column(name));
    }
    for (StructField answer : format.schema().fields()) {
      scoredSchema = scoredSchema.add(answer);
      inOrder.add(Table.column(answer.name()));
    }
    return ClassicSql.dataFrame(spark, scored.rdd(), scoredSchema)
        .select(inOrder.toArray(Column[]::new));
  }

  private static Column[] featuresFirst(TableColumns columns, StructType schema) {
    List<Column> order = new ArrayList<>();
    columns.features().forEach(field -> order.add(Table.column(field.name())));
    for (StructField field : schema.fields()) {
      if (!columns.features().contains(field)) {
        order.add(Table.column(field.name()));
      }
    }
    return order.toArray(Column[]::new);
  }
}
