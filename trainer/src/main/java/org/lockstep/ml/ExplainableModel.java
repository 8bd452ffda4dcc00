package org.lockstep.ml;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.lockstep.UserException;
import org.lockstep.data.table.DatasetTable;
import org.lockstep.explanation.RowAttribution;
import org.lockstep.ml.data.SchemaColumns;
import org.lockstep.ml.evaluation.ColumnDependence;
import org.lockstep.ml.evaluation.ColumnImportance;
import org.lockstep.model.Model;
import org.lockstep.scoring.Explainer;

/**
 * What a model makes of the columns of a DataFrame. All results are the same for every
 * partitioning.
 *
 * <p>A model names this interface itself, although {@link LockstepModel} extends it: Py4J finds the
 * methods of those interfaces alone that a class names.
 *
 * @param <M> the model
 */
public interface ExplainableModel<M> extends TrainingParams<M> {
  /** The model with the names that the feature columns have in the DataFrame. */
  Model named();

  /** The features as a struct. */
  default Column row() {
    return functions.struct(features().stream().map(LockstepModel::column).toArray(Column[]::new));
  }

  /** The column of weights, if it is set and the DataFrame has it; else empty. */
  default String weightsIn(Dataset<?> dataset) {
    return isDefined(weightCol()) && List.of(dataset.columns()).contains(getWeightCol())
        ? getWeightCol()
        : "";
  }

  /**
   * How much each feature column matters: by how much a metric gets worse when the values of the
   * column are permuted among the rows.
   *
   * @param dataset with the columns of features and the label, and the weight where it is set
   * @param metric of {@code evaluate} on the command line, such as {@code loss} or {@code accuracy}
   * @param repeats permutations of each column; 1 or more
   * @param seed of the permutations
   * @return the columns {@code column}, {@code importance} and {@code deviation}, the most
   *     important column first
   * @throws UserException if the DataFrame does not fit the model, or the metric is none of its
   *     task
   */
  default Dataset<Row> importance(Dataset<?> dataset, String metric, int repeats, long seed) {
    return SettingParams.named(
        () ->
            ColumnImportance.of(
                named(),
                dataset,
                new ColumnImportance.Settings(metric, repeats, seed),
                Optional.of(weightsIn(dataset)).filter(name -> !name.isEmpty())));
  }

  /**
   * How the predictions depend on a column: their mean if all rows had the same value in it.
   *
   * @param dataset with the columns of features
   * @param points the most values of a column, 2 or more
   * @param columns features that hold one number or one word; none for all of these
   * @return a row for each value: the name of its column, the value as a text and as a number (null
   *     for a word), and {@code prediction}, an array with the probability of each class or each
   *     target
   * @throws UserException if the DataFrame does not fit the model, or a column cannot be asked for
   */
  default Dataset<Row> partialDependence(Dataset<?> dataset, int points, String... columns) {
    return SettingParams.named(
        () -> ColumnDependence.of(named(), dataset, List.of(columns), points));
  }

  /**
   * What the columns of each row contribute to its prediction: Shapley values, which add up to the
   * prediction less the mean prediction of the baseline.
   *
   * @param dataset with the columns of features; the result is computed when it is read
   * @param baseline a DataFrame to draw rows from, such as that which the model was trained on
   * @param rows how many are drawn; 1 or more
   * @param seed of the draw and of the orders in which the columns are compared
   * @return the DataFrame with a struct {@code explanation} of the arrays {@code prediction} and
   *     {@code baseline}, an element for each class or target, and of {@code attributions} and
   *     their standard {@code errors}, such arrays by the names of the columns; null for a row that
   *     the model skips
   * @throws UserException if a DataFrame does not fit the model, or the baseline has no rows
   */
  default Dataset<Row> attributions(Dataset<?> dataset, Dataset<?> baseline, int rows, long seed) {
    if (rows < 1) {
      throw new UserException("rows is %d".formatted(rows), "rows", "set 1 or more");
    }
    features().forEach(name -> SchemaColumns.find(dataset.schema(), name, featuresParam()));
    return SettingParams.named(
        () ->
            dataset
                .toDF()
                .withColumn(
                    "explanation",
                    RowAttribution.function(
                            dataset.sparkSession(),
                            named(),
                            new DatasetTable(baseline),
                            rows,
                            Explainer.Orders.of(seed))
                        .apply(row())));
  }
}
