package org.lockstep.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;

/**
 * The columns of a table that are used: the features, then the labels, each found in the schema and
 * of a type that can be.
 */
final class TableColumns {
  private final ParquetTable table;
  private final List<StructField> features;
  private final List<StructField> labels;
  private final List<StructField> weights;
  private @Nullable List<InternalRow> collected;

  private TableColumns(
      ParquetTable table,
      List<StructField> features,
      List<StructField> labels,
      List<StructField> weights) {
    this.table = table;
    this.features = features;
    this.labels = labels;
    this.weights = weights;
  }

  /**
   * Finds the columns that the settings name.
   *
   * @throws UserException if one is absent, named twice, or of a type that cannot be used
   */
  static TableColumns resolve(ParquetTable table, DataSettings settings) {
    List<StructField> labels = find(table, settings.label(), "data.label");
    List<StructField> weights = findWeights(table, settings.weight(), "data.weight");
    List<StructField> noFeatures = new ArrayList<>(labels);
    noFeatures.addAll(weights);
    if (settings.validation() instanceof Validation.Column mark) {
      noFeatures.add(find(table, List.of(mark.name()), "data.validation.column").get(0));
    }
    List<StructField> features =
        settings.features().isEmpty()
            ? Arrays.stream(table.rows().schema().fields())
                .filter(field -> !noFeatures.contains(field))
                .toList()
            : find(table, settings.features(), "data.features");
    for (StructField other : noFeatures) {
      if (features.contains(other)) {
        throw new UserException(
            "column %s is both a %s and a feature"
                .formatted(
                    other.name(),
                    labels.contains(other)
                        ? "label"
                        : weights.contains(other) ? "weight" : "mark of validation rows"),
            "data.features",
            "take it out of one of the two lists");
      }
    }
    if (features.isEmpty()) {
      throw new UserException(
          "the table holds no feature columns besides the label", table.path(), "add some");
    }
    return new TableColumns(table, features, labels, weights).checked(settings.task());
  }

  /**
   * Finds the columns of a model's encoding in a table to evaluate.
   *
   * @param weight the column of the examples' weights, if they have any
   * @throws UserException if one is absent or of a type that cannot be used
   */
  static TableColumns forEvaluation(
      ParquetTable table, Encoding encoding, Optional<String> weight) {
    Task task =
        encoding.target() instanceof TargetEncoding.Classes ? Task.CLASSIFICATION : Task.REGRESSION;
    return new TableColumns(
            table,
            find(table, featureNames(encoding), "features of the model"),
            find(table, encoding.target().columns(), "label of the model"),
            findWeights(table, weight, "column of weights"))
        .checked(task);
  }

  /**
   * Finds the features of a model's encoding in a table to predict; labels are not looked for.
   *
   * @throws UserException if one is absent or of a type that cannot be used
   */
  static TableColumns forPrediction(ParquetTable table, Encoding encoding) {
    return new TableColumns(
            table,
            find(table, featureNames(encoding), "features of the model"),
            List.of(),
            List.of())
        .checked(Task.REGRESSION);
  }

  private static List<String> featureNames(Encoding encoding) {
    return encoding.features().stream().map(FeatureColumn::name).toList();
  }

  private static List<StructField> findWeights(
      ParquetTable table, Optional<String> weight, String where) {
    List<StructField> found = find(table, weight.stream().toList(), where);
    for (StructField column : found) {
      if (!(column.dataType() instanceof NumericType)) {
        throw new UserException(
            "weight column %s is of type %s".formatted(column.name(), shortType(column)),
            table.path(),
            "weights are numbers of 0 or more");
      }
    }
    return found;
  }

  private static List<StructField> find(ParquetTable table, List<String> names, String where) {
    StructType schema = table.rows().schema();
    List<StructField> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      StructField field =
          Arrays.stream(schema.fields())
              .filter(f -> f.name().equals(name))
              .findFirst()
              .or(
                  () ->
                      Arrays.stream(schema.fields())
                          .filter(f -> f.name().equalsIgnoreCase(name))
                          .findFirst())
              .orElseThrow(() -> absent(table, schema, name, where));
      if (!seen.add(field.name())) {
        throw new UserException(
            "column %s is listed twice".formatted(field.name()), where, "list it once");
      }
      found.add(field);
    }
    return found;
  }

  private static UserException absent(
      ParquetTable table, StructType schema, String name, String where) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    String wanted = name.toLowerCase(Locale.ROOT);
    List<String> nearest =
        Arrays.stream(schema.fieldNames())
            .sorted(
                java.util.Comparator.comparing(
                    (String other) -> distance.apply(wanted, other.toLowerCase(Locale.ROOT))))
            .limit(5)
            .toList();
    return new UserException(
        "column %s does not exist in %s".formatted(name, table.path()),
        where,
        "the nearest columns are: " + String.join(", ", nearest));
  }

  private TableColumns checked(Task task) {
    for (StructField feature : features) {
      if (!ColumnReader.reads(feature.dataType())) {
        throw new UserException(
            "feature column %s is of type %s".formatted(feature.name(), shortType(feature)),
            table.path(),
            advice(feature.dataType()));
      }
    }
    for (StructField label : labels) {
      boolean usable =
          ColumnReader.isNumber(label.dataType())
              || (task == Task.CLASSIFICATION && label.dataType() instanceof StringType);
      if (!usable) {
        throw new UserException(
            "label column %s is of type %s".formatted(label.name(), shortType(label)),
            table.path(),
            task == Task.CLASSIFICATION
                ? "a label must be a string, a boolean, an integer or a whole double"
                : "a regression needs a number; for names set training.task = classification");
      }
    }
    table.requireSameInAllParts(
        Stream.concat(features.stream(), labels.stream()).map(StructField::name).toList());
    return this;
  }

  private static String shortType(StructField field) {
    return field.dataType().simpleString();
  }

  private static String advice(DataType type) {
    if (type instanceof ArrayType) {
      return "features are numbers, arrays of numbers or Spark ML vectors; flatten it";
    }
    return "features are numbers, arrays of numbers or Spark ML vectors;"
        + " convert it to numbers, or list the other columns in data.features";
  }

  ParquetTable table() {
    return table;
  }

  List<StructField> features() {
    return features;
  }

  List<StructField> labels() {
    return labels;
  }

  /** The column of weights, if there is one. */
  List<StructField> weights() {
    return weights;
  }

  /** A column by its exact name, whatever characters are in it. */
  static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  /**
   * The rows with these columns alone, features first, then labels, then weights, as Spark holds
   * them.
   */
  RDD<InternalRow> rows() {
    return execution().toRdd();
  }

  /** The same rows in the driver, read once; for a table that {@link ParquetTable#isSmall}. */
  List<InternalRow> collectedRows() {
    if (collected == null) {
      collected =
          SparkFaults.reading(
              table.path(), () -> List.of(execution().executedPlan().executeCollect()));
    }
    return collected;
  }

  private QueryExecution execution() {
    Column[] columns =
        Stream.of(features, labels, weights)
            .flatMap(List::stream)
            .map(field -> column(field.name()))
            .toArray(Column[]::new);
    Dataset<Row> selected = table.rows().select(columns);
    return ((org.apache.spark.sql.classic.Dataset<Row>) selected).queryExecution();
  }
}
