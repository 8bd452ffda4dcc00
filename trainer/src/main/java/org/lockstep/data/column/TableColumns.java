package org.lockstep.data.column;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.table.Advice;
import org.lockstep.data.table.SparkFaults;
import org.lockstep.data.table.Table;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.Transform;
import org.lockstep.spark.ClassicSql;

/**
 * The columns of a table that are read, in this order: features, labels, weights, the mark of rows
 * to validate on. A {@link ColumnSelection} has found them and checked their types.
 */
public final class TableColumns {
  private final Table table;
  private final List<StructField> features;
  private final List<StructField> labels;
  private final List<StructField> weights;
  private final ColumnPlanner planner;
  private final Optional<String> mark;
  private @Nullable List<InternalRow> collected;

  TableColumns(
      Table table,
      List<StructField> features,
      List<StructField> labels,
      List<StructField> weights,
      ColumnPlanner planner) {
    this(table, features, labels, weights, planner, Optional.empty());
  }

  private TableColumns(
      Table table,
      List<StructField> features,
      List<StructField> labels,
      List<StructField> weights,
      ColumnPlanner planner,
      Optional<String> mark) {
    this.table = table;
    this.features = features;
    this.labels = labels;
    this.weights = weights;
    this.planner = planner;
    this.mark = mark;
  }

  /** The same columns of other rows of the table. */
  public TableColumns in(Table rows) {
    return new TableColumns(rows, features, labels, weights, planner, mark);
  }

  /**
   * The same columns, read together with a column of booleans that is true in the rows to validate
   * on. A small table is then read once.
   */
  public TableColumns markedBy(String column) {
    TableColumns marked =
        new TableColumns(table, features, labels, weights, planner, Optional.of(column));
    return marked.in(table.readOnceIfSmall(marked.selected()));
  }

  /** The same columns of the rows that a column marks, read by another plan. */
  TableColumns rowsMarkedBy(String column, ColumnPlanner other) {
    return new TableColumns(table.where(Table.column(column)), features, labels, weights, other);
  }

  /** The table that they are columns of. */
  public Table table() {
    return table;
  }

  /** The columns of features. */
  public List<StructField> features() {
    return features;
  }

  /** The label of a classification, or the targets of a regression. */
  public List<StructField> labels() {
    return labels;
  }

  /** The column of weights; empty if every example counts once. */
  public List<StructField> weights() {
    return weights;
  }

  /** The names of the features. */
  public List<String> featureNames() {
    return features.stream().map(StructField::name).toList();
  }

  /** The names of the labels. */
  public List<String> labelNames() {
    return labels.stream().map(StructField::name).toList();
  }

  /** The column that marks the rows to validate on; empty without one. */
  public Optional<String> mark() {
    return mark;
  }

  /** The place of the {@link #mark} in a row. */
  public OptionalInt markPlace() {
    return mark.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(features.size() + labels.size() + weights.size());
  }

  ColumnPlanner planner() {
    return planner;
  }

  /** How each feature is read, in the order of the features. */
  public List<FeaturePlan> plans() {
    return features.stream().map(planner::plan).toList();
  }

  /** How rows with a missing label or target are treated. */
  public MissingLabel missingLabel() {
    return planner.missingLabel();
  }

  /** The transform of the targets of a regression. */
  public Transform targetTransform() {
    return planner.ofTargets();
  }

  /** What messages about the columns advise. */
  public Advice advice() {
    return planner.advice();
  }

  /** The rows with these columns alone, in Spark's internal form. */
  public RDD<InternalRow> rows() {
    return execution().toRdd();
  }

  /** The same rows in the driver, read once; for a table that {@link Table#isSmall}. */
  public List<InternalRow> collectedRows() {
    if (collected == null) {
      collected =
          SparkFaults.reading(
              table.path(), () -> List.of(execution().executedPlan().executeCollect()));
    }
    return collected;
  }

  /** These columns as expressions over the table. */
  private Column[] selected() {
    Stream<String> names =
        Stream.of(features, labels, weights).flatMap(List::stream).map(StructField::name);
    return Stream.concat(names, mark.stream()).map(Table::column).toArray(Column[]::new);
  }

  private QueryExecution execution() {
    return ClassicSql.execution(table.rows().select(selected()));
  }
}
