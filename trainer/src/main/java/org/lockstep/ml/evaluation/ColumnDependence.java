package org.lockstep.ml.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.lockstep.UserException;
import org.lockstep.data.table.DatasetTable;
import org.lockstep.explanation.Dependence;
import org.lockstep.explanation.PartialDependence;
import org.lockstep.model.Model;

/** How a model's predictions depend on columns of a DataFrame, as a DataFrame. */
public final class ColumnDependence {
  private static final StructType SCHEMA =
      StructType.fromDDL("column STRING, value STRING, number DOUBLE, prediction ARRAY<DOUBLE>");

  private ColumnDependence() {}

  /**
   * Computes the partial dependence, see {@link PartialDependence}.
   *
   * @param model with the names that the columns have in the DataFrame
   * @param rows with the features
   * @param columns their names; none for all that hold one number or one word
   * @param points the most values of a column, 2 or more
   * @return a row for each value of each column: the value as a text, and as a number where it is
   *     one; the mean prediction for it, an element for each class or target
   * @throws UserException if the DataFrame does not fit the model or has no rows, a column is none
   *     of those that can be asked for, or there are too few points
   */
  public static Dataset<Row> of(Model model, Dataset<?> rows, List<String> columns, int points) {
    if (points < 2) {
      throw new UserException("points is %d".formatted(points), "points", "set 2 or more");
    }
    Dependence found =
        PartialDependence.of(
            rows.sparkSession(),
            model,
            new DatasetTable(rows),
            columns.isEmpty() ? PartialDependence.columns(model.encoding()) : columns,
            points);
    List<Row> result = new ArrayList<>();
    for (Dependence.OfColumn column : found.columns()) {
      for (Dependence.Point point : column.points()) {
        result.add(
            RowFactory.create(
                column.column(),
                String.valueOf(point.value()),
                column.areNumbers() ? point.value() : null,
                point.predictions()));
      }
    }
    return rows.sparkSession().createDataFrame(result, SCHEMA);
  }
}
