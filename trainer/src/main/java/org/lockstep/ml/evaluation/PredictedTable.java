package org.lockstep.ml.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import org.lockstep.Quoted;
import org.lockstep.UserException;
import org.lockstep.data.table.JobDescription;
import org.lockstep.data.table.Table;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.Task;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.ml.data.SchemaColumns;
import org.lockstep.spark.TaskSlots;
import org.lockstep.training.metric.PredictionSum;

/**
 * A DataFrame of labels and predictions, and the metrics of these.
 *
 * <p>Rows go to lanes by a hash of what a metric reads of them, and are added in a lane in the
 * order of that: rows that are equal may stand in any order. So the sums have the same bits for
 * every partitioning.
 */
final class PredictedTable {
  private static final int LANES = 64;

  /** More classes than this would need too much memory in each lane. */
  private static final int MOST_CLASSES = 100_000;

  private final Dataset<?> table;
  private final Columns columns;
  private final MissingLabel missing;

  /** The names of the columns; an empty one for none. */
  record Columns(
      String label, String prediction, String probability, String rawPrediction, String weight) {}

  PredictedTable(Dataset<?> table, Columns columns, MissingLabel missing) {
    this.table = table;
    this.columns = columns;
    this.missing = missing;
  }

  /**
   * The value of a metric.
   *
   * @param positive the label of the positive class; empty for that of the model
   * @throws UserException as {@link LockstepEvaluator#evaluate}
   */
  double value(ValidationMetric metric, Optional<String> positive) {
    return ValidationMetric.of(Task.CLASSIFICATION).contains(metric)
        ? ofClasses(metric, positive)
        : ofNumbers(metric);
  }

  private double ofNumbers(ValidationMetric metric) {
    Dataset<Row> rows =
        rows(
            asNumbers(find(columns.label, "labelCol")),
            asNumbers(find(columns.prediction, "predictionCol")));
    return sum(rows, new PredictedRows.Numbers(targets(rows))).value(metric, OptionalInt.empty());
  }

  /** How many numbers a row has, which only rows tell where they are arrays. */
  private int targets(Dataset<Row> rows) {
    if (find(columns.label, "labelCol").dataType() instanceof NumericType) {
      return 1;
    }
    Row most = rows.agg(functions.max(functions.size(functions.col("label")))).first();
    if (most.isNullAt(0) || most.getInt(0) < 1) {
      throw noRows();
    }
    return most.getInt(0);
  }

  private double ofClasses(ValidationMetric metric, Optional<String> positive) {
    StructField answer = answer(metric);
    StructField label = find(columns.label, "labelCol");
    Column labels = Table.column(label.name());
    Dataset<Row> rows =
        rows(
            label.dataType() instanceof StringType ? labels.cast("string") : labels,
            metric.isOfScores()
                ? asNumbers(answer)
                : functions.array(Table.column(answer.name()).cast("double")));
    ClassNames names =
        ClassNames.of(answer.metadata()).orElseGet(() -> numbered(rows, metric.isOfScores()));
    if (names.labels().size() < 2) {
      throw new UserException(
          "the predictions have %d elements".formatted(names.labels().size()),
          "column " + answer.name(),
          "set the column that has one for each class");
    }
    OptionalInt index = positive(names, positive);
    if (metric.isOfPositive() && index.isEmpty()) {
      throw new UserException(
          "%s is of one class, and none is named".formatted(metric.settingsName()),
          "positiveClass",
          "set one of %s, or choose f1, which is of all".formatted(Quoted.list(names.labels())));
    }
    return sum(rows, new PredictedRows.Classes(metric, names, index)).value(metric, index);
  }

  /** The column that a metric of classes is of, beside the label. */
  private StructField answer(ValidationMetric metric) {
    if (!metric.isOfScores()) {
      return find(columns.prediction, "predictionCol");
    }
    boolean isThere =
        Arrays.stream(table.columns()).anyMatch(columns.probability::equalsIgnoreCase);
    return metric.cost() == ValidationMetric.Cost.SCORES && !isThere
        ? find(columns.rawPrediction, "rawPredictionCol")
        : find(columns.probability, "probabilityCol");
  }

  private StructField find(String name, String param) {
    return SchemaColumns.find(table.schema(), name, param);
  }

  private static OptionalInt positive(ClassNames names, Optional<String> given) {
    if (given.isPresent()) {
      int index = names.labels().indexOf(given.get());
      if (index < 0) {
        throw new UserException(
            "the class %s does not exist".formatted(Quoted.of(given.get())),
            "positiveClass",
            "set one of " + Quoted.list(names.labels()));
      }
      return OptionalInt.of(index);
    }
    String own = names.positive();
    if (own != null) {
      return OptionalInt.of(names.labels().indexOf(own));
    }
    return names.labels().size() == 2 ? OptionalInt.of(1) : OptionalInt.empty();
  }

  /** The classes of a model that does not name them: 0 to the greatest that occurs. */
  private ClassNames numbered(Dataset<Row> rows, boolean areScores) {
    Column answer = functions.col("answer");
    Row most =
        rows.agg(
                functions.max(functions.col("label").cast("double")),
                functions.max(
                    areScores ? functions.size(answer).cast("double") : answer.getItem(0).plus(1)))
            .first();
    if (most.isNullAt(1)) {
      throw noRows();
    }
    double classes = most.getDouble(1);
    if (!areScores) {
      classes = Math.max(2, most.isNullAt(0) ? 0 : Math.max(classes, most.getDouble(0) + 1));
    }
    if (!(classes <= MOST_CLASSES)) {
      throw new UserException(
          "a label or prediction is %s".formatted(classes - 1),
          "columns %s and %s".formatted(columns.label, columns.prediction),
          "of a model that is not of Lockstep, they must be numbers of classes from 0 on");
    }
    String[] labels = new String[(int) classes];
    Arrays.setAll(labels, String::valueOf);
    return new ClassNames(List.of(labels), true, null);
  }

  private Dataset<Row> rows(Column label, Column answer) {
    Column weight =
        columns.weight.isEmpty()
            ? functions.lit(1.0)
            : Table.column(find(columns.weight, "weightCol").name()).cast("double");
    return table.toDF().select(label.as("label"), answer.as("answer"), weight.as("weight"));
  }

  /** An array of doubles of a column of numbers, arrays or vectors. */
  private static Column asNumbers(StructField field) {
    Column column = Table.column(field.name());
    DataType type = field.dataType();
    if (type.equals(SQLDataTypes.VectorType())) {
      return org.apache.spark.ml.functions.vector_to_array(column, "float64");
    }
    return type instanceof ArrayType
        ? column.cast("array<double>")
        : functions.when(column.isNotNull(), functions.array(column.cast("double")));
  }

  private PredictionSum sum(Dataset<Row> rows, PredictedRows kind) {
    int partitions = Math.min(LANES, TaskSlots.settled(rows.sparkSession().sparkContext()));
    Column[] read = {functions.col("label"), functions.col("answer"), functions.col("weight")};
    Column lane = functions.pmod(functions.xxhash64(read), functions.lit(LANES));
    List<PredictedRows.LaneSum> lanes =
        JobDescription.during(
                rows.sparkSession().sparkContext(),
                "evaluating predictions",
                () ->
                    rows.withColumn("lane", lane.cast("int"))
                        .repartition(partitions, functions.col("lane"))
                        .sortWithinPartitions("lane", "label", "answer", "weight")
                        .toJavaRDD()
                        .mapPartitions(kind::sums)
                        .collect())
            .stream()
            .sorted(Comparator.comparingInt(PredictedRows.LaneSum::lane))
            .toList();
    PredictedRows.Faults faults = new PredictedRows.Faults();
    @Nullable PredictionSum sum = null;
    for (PredictedRows.LaneSum one : lanes) {
      faults.add(one.faults());
      sum = sum == null ? one.sum() : sum.add(one.sum());
    }
    faults.require(columns, missing);
    if (sum == null || faults.used() == 0) {
      throw noRows();
    }
    return sum;
  }

  private static UserException noRows() {
    return new UserException(
        "there are no rows with a label", "the DataFrame", "evaluate one that has some");
  }
}
