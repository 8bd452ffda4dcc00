package org.lockstep.ml.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.lockstep.UserException;
import org.lockstep.data.table.DatasetTable;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Model;
import org.lockstep.settings.value.WrongValueException;
import org.lockstep.training.evaluation.Importance;
import org.lockstep.training.evaluation.PermutationImportance;

/** How much each column of a DataFrame matters to a model, as a DataFrame. */
public final class ColumnImportance {
  private static final StructType SCHEMA =
      StructType.fromDDL("column STRING, importance DOUBLE, deviation DOUBLE");

  private ColumnImportance() {}

  /** What is permuted how often, and which metric tells the difference. */
  public record Settings(String metric, int repeats, long seed) {
    private PermutationImportance.Settings of(Model model) {
      if (repeats < 1) {
        throw new UserException("repeats is %d".formatted(repeats), "repeats", "set 1 or more");
      }
      try {
        return new PermutationImportance.Settings(
            ValidationMetric.typeFor(model.encoding().target().task()).parse((Object) metric),
            repeats,
            seed);
      } catch (WrongValueException e) {
        throw new UserException(
            "metric is %s".formatted(metric), "metric", String.valueOf(e.getMessage()), e);
      }
    }
  }

  /**
   * Permutes each column, see {@link PermutationImportance}.
   *
   * @param model with the names that the columns have in the DataFrame
   * @param rows with the features and the label
   * @param weight the column of the rows' weights; empty for 1 each
   * @return a row for each column, the most important first: its name, by how much the metric gets
   *     worse, and the standard deviation of that over the permutations
   * @throws UserException if the DataFrame does not fit the model, or the metric is none of its
   *     task
   */
  public static Dataset<Row> of(
      Model model, Dataset<?> rows, Settings settings, Optional<String> weight) {
    Importance importance =
        PermutationImportance.of(
            rows.sparkSession(),
            model,
            new DatasetTable(rows),
            settings.of(model),
            weight,
            model.encoding().target().missing());
    List<Row> ranked = new ArrayList<>();
    for (Importance.OfColumn column : importance.ranked()) {
      ranked.add(RowFactory.create(column.column(), column.mean(), column.deviation()));
    }
    return rows.sparkSession().createDataFrame(ranked, SCHEMA);
  }
}
