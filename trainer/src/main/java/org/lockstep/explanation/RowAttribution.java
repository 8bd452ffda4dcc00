package org.lockstep.explanation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.data.prediction.EncodedRows;
import org.lockstep.data.prediction.RowInputs;
import org.lockstep.data.table.JobDescription;
import org.lockstep.data.table.Table;
import org.lockstep.encoding.row.RowBuffer;
import org.lockstep.model.Model;
import org.lockstep.scoring.Attributions;
import org.lockstep.scoring.Explainer;

/** Attributes the predictions of rows to their columns by an {@link Explainer}. */
public final class RowAttribution {
  /** Rows of the baseline where the caller asks for no other number. */
  public static final int BASELINE_ROWS = 100;

  /** The result for a row, as the function returns it. */
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "prediction ARRAY<DOUBLE>, baseline ARRAY<DOUBLE>,"
              + " attributions MAP<STRING, ARRAY<DOUBLE>>, errors MAP<STRING, ARRAY<DOUBLE>>");

  private RowAttribution() {}

  /** A function of a struct of features; a task has its own copy. */
  private static final class OfRow implements UDF1<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final Broadcast<Model> model;
    private final Broadcast<float[][]> baseline;
    private final Explainer.Orders orders;
    private transient @Nullable Explainer explainer;
    private transient @Nullable RowInputs inputs;
    private transient @Nullable StructType schema;

    OfRow(Broadcast<Model> model, Broadcast<float[][]> baseline, Explainer.Orders orders) {
      this.model = model;
      this.baseline = baseline;
      this.orders = orders;
    }

    @Override
    public synchronized @Nullable Row call(Row row) {
      Explainer known = explainer;
      if (known == null) {
        known = new Explainer(model.value(), baseline.value(), orders);
        explainer = known;
      }
      RowInputs encoder = inputs;
      if (encoder == null || !row.schema().equals(schema)) {
        schema = row.schema();
        encoder = new RowInputs(row.schema(), model.value().encoding());
        inputs = encoder;
      }
      RowBuffer x = encoder.buffer();
      return encoder.encode(row, x) ? asRow(known.explain(x.copy())) : null;
    }
  }

  private static Row asRow(Attributions of) {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    Map<String, List<Double>> errors = new LinkedHashMap<>();
    for (Attributions.OfColumn column : of.columns()) {
      values.put(column.column(), column.values());
      errors.put(column.column(), column.errors());
    }
    return RowFactory.create(of.prediction(), of.baseline(), values, errors);
  }

  /**
   * Draws the rows that predictions are compared with.
   *
   * @param table with the model's features
   * @param rows how many; 1 or more
   * @return an explainer, for rows in the driver
   * @throws UserException if the table does not fit the model, or has no rows
   */
  public static Explainer explainer(
      SparkSession spark, Model model, Table table, int rows, Explainer.Orders orders) {
    return new Explainer(model, baseline(spark, model, table, rows, orders), orders);
  }

  private static float[][] baseline(
      SparkSession spark, Model model, Table table, int rows, Explainer.Orders orders) {
    return JobDescription.during(
        spark.sparkContext(),
        "drawing rows to compare with",
        () -> BaselineRows.drawn(EncodedRows.of(table, model.encoding()), rows, orders.seed()));
  }

  /**
   * The attributions as a function of a struct that holds the feature columns, by their names; the
   * result is null for a row that the model skips. Its fields are {@code prediction} and {@code
   * baseline}, an array with an element for each output, and {@code attributions} and {@code
   * errors}, such arrays by the names of the columns.
   *
   * @param table whose rows the baseline is drawn from, as by {@link #explainer}
   * @throws UserException if the table does not fit the model, or has no rows
   */
  public static UserDefinedFunction function(
      SparkSession spark, Model model, Table table, int rows, Explainer.Orders orders) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    float[][] baseline = baseline(spark, model, table, rows, orders);
    return functions.udf(
        new OfRow(context.broadcast(model), context.broadcast(baseline), orders), SCHEMA);
  }
}
