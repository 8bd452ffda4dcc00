package org.lockstep.explanation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.prediction.EncodedRows;
import org.lockstep.data.prediction.RowInputs;
import org.lockstep.data.table.Table;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.row.RowBuffer;
import org.lockstep.scoring.Attributions;
import org.lockstep.scoring.Explainer;

/** Rows of a table whose predictions are attributed to their columns. */
public final class ExplainedRows {
  private ExplainedRows() {}

  /**
   * A row.
   *
   * @param values of its features by name, as Spark gives them
   * @param attributions of its prediction
   */
  public record One(Map<String, @Nullable Object> values, Attributions attributions) {
    /** Copies the map. */
    public One {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /**
   * Explains rows of a table: the first in the order of a hash of their features, which is the same
   * for every partitioning. Rows that the model skips are left out.
   *
   * @param table with the model's features
   * @param explainer of the model
   * @param most how many rows
   * @throws org.lockstep.UserException if the table does not fit the model
   */
  public static List<One> of(Table table, Encoding encoding, Explainer explainer, int most) {
    EncodedRows checked = EncodedRows.of(table, encoding);
    Column[] columns =
        IntStream.range(0, encoding.features().size())
            .mapToObj(c -> Table.column(checked.column(c).name()))
            .toArray(Column[]::new);
    Dataset<Row> features = table.rows().select(columns);
    List<Row> rows =
        table.reading(
            () -> features.orderBy(functions.xxhash64(columns)).limit(most).collectAsList());
    List<Map<String, @Nullable Object>> values = new ArrayList<>();
    List<float[]> inputs = new ArrayList<>();
    RowInputs encoder = new RowInputs(features.schema(), encoding);
    for (Row row : rows) {
      RowBuffer x = encoder.buffer();
      if (encoder.encode(row, x)) {
        Map<String, @Nullable Object> of = new LinkedHashMap<>();
        for (int c = 0; c < columns.length; c++) {
          of.put(encoding.features().get(c).name(), row.get(c));
        }
        values.add(of);
        inputs.add(x.copy());
      }
    }
    Attributions[] attributions = new Attributions[inputs.size()];
    Arrays.parallelSetAll(attributions, i -> explainer.explain(inputs.get(i)));
    return IntStream.range(0, attributions.length)
        .mapToObj(i -> new One(values.get(i), attributions[i]))
        .toList();
  }
}
