package org.lockstep.data.column;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.lockstep.Problems;
import org.lockstep.UserException;
import org.lockstep.data.table.Advice;
import org.lockstep.data.table.ColumnNames;
import org.lockstep.data.table.KnownTypes;
import org.lockstep.data.table.SparkFaults;
import org.lockstep.data.table.Table;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.Task;
import org.lockstep.settings.DataSettings;
import org.lockstep.settings.EncodingSettings;
import org.lockstep.settings.Validation;
import org.lockstep.settings.value.NearestName;

/**
 * The columns of a table that are used: the features, then the labels, each found in the schema and
 * of a type that can be.
 */
public final class TableColumns {
  /** Columns that are named in the place of one that does not exist. */
  private static final int MOST_NEAREST = 5;

  private final Table table;
  private final List<StructField> features;
  private final List<StructField> labels;
  private final List<StructField> weights;
  private final Planner planner;
  private @Nullable List<InternalRow> collected;

  /** Says how columns are read. */
  private abstract static class Planner {
    /** What becomes of a label that is missing. */
    final MissingLabel missingLabel;

    /** What messages advise. */
    final Advice advice;

    Planner(MissingLabel missingLabel, Advice advice) {
      this.missingLabel = missingLabel;
      this.advice = advice;
    }

    /** Why a column cannot be read; empty if it can. */
    abstract Optional<UserException> fault(StructField feature);

    /** How a column that has no fault is read. */
    abstract FeaturePlan plan(StructField feature);
  }

  private TableColumns(
      Table table,
      List<StructField> features,
      List<StructField> labels,
      List<StructField> weights,
      Planner planner) {
    this.table = table;
    this.features = features;
    this.labels = labels;
    this.weights = weights;
    this.planner = planner;
  }

  /** Features are read by the settings. */
  private static Planner bySettings(
      EncodingSettings settings, MissingLabel missingLabel, Table table) {
    Advice advice = Advice.ofSettings(table.settingNames());
    return new Planner(missingLabel, advice) {
      @Override
      Optional<UserException> fault(StructField feature) {
        Optional<FeatureKind> kind = FeatureKind.of(feature.dataType());
        boolean isRefused =
            kind.equals(Optional.of(FeatureKind.DATES)) && settings.dates().isEmpty();
        return kind.isPresent() && !isRefused
            ? Optional.empty()
            : Optional.of(
                new UserException(
                    "feature column %s is of type %s".formatted(feature.name(), shortType(feature)),
                    table.path(),
                    isRefused ? advice.dates() : conversion(feature.dataType(), advice)));
      }

      @Override
      FeaturePlan plan(StructField feature) {
        return FeaturePlan.of(feature, settings);
      }
    };
  }

  /** Features are read as a model has them. */
  private static Planner byModel(
      Encoding encoding, Table table, MissingLabel missingLabel, Advice advice) {
    return new Planner(missingLabel, advice) {
      @Override
      Optional<UserException> fault(StructField feature) {
        return TableColumns.fault(feature, known(feature), table.path());
      }

      @Override
      FeaturePlan plan(StructField feature) {
        return FeaturePlan.of(feature, known(feature));
      }

      private FeatureColumn known(StructField feature) {
        return ColumnNames.find(encoding.features(), FeatureColumn::name, feature.name())
            .orElseThrow();
      }
    };
  }

  /**
   * Why a column cannot be what a model was trained on; empty if it can. One in which all values
   * are null can be anything.
   */
  public static Optional<UserException> fault(
      StructField feature, FeatureColumn known, String path) {
    return feature.dataType() instanceof NullType
            || FeatureKind.of(feature.dataType()).equals(Optional.of(FeatureKind.of(known)))
        ? Optional.empty()
        : Optional.of(
            new UserException(
                "feature column %s is of type %s; the model was trained on %s"
                    .formatted(feature.name(), shortType(feature), known.type()),
                path,
                "give the model the columns that it was trained on"));
  }

  /**
   * Finds the columns that the settings name.
   *
   * @param problems hears of a column that is absent, named twice, or of a type that cannot be used
   * @return those that can be used
   */
  public static TableColumns resolve(Table table, DataSettings settings, Problems problems) {
    Advice.Names names = table.settingNames();
    List<StructField> labels = find(table, settings.columns().label(), names.label(), problems);
    List<StructField> weights =
        findWeights(table, settings.columns().weight(), names.weight(), problems);
    List<StructField> noFeatures = new ArrayList<>(labels);
    noFeatures.addAll(weights);
    if (settings.validation() instanceof Validation.Column mark) {
      noFeatures.addAll(find(table, List.of(mark.name()), names.validation(), problems));
    }
    List<StructField> features =
        new ArrayList<>(
            settings.columns().features().isEmpty()
                ? Arrays.stream(table.rows().schema().fields())
                    .filter(field -> !noFeatures.contains(field))
                    .toList()
                : find(table, settings.columns().features(), names.features(), problems));
    if (settings.columns().features().isEmpty() && features.isEmpty()) {
      problems.add(
          new UserException(
              "the table holds no feature columns besides the label", table.path(), "add some"));
    }
    for (StructField other : noFeatures) {
      if (features.remove(other)) {
        problems.add(
            new UserException(
                "column %s is both a %s and a feature"
                    .formatted(
                        other.name(),
                        labels.contains(other)
                            ? "label"
                            : weights.contains(other) ? "weight" : "mark of validation rows"),
                names.features(),
                "take it out of this list"));
      }
    }
    return new TableColumns(
            table,
            features,
            labels,
            weights,
            bySettings(settings.encoding(), settings.target().missingLabel(), table))
        .usable(settings.target().task(), problems);
  }

  /** All columns of a table that can be features, where values may be missing. */
  public static TableColumns readable(Table table, Problems problems) {
    EncodingSettings lenient = EncodingSettings.DEFAULT.withMissing(Missing.INDICATOR);
    List<StructField> features =
        Arrays.stream(table.rows().schema().fields())
            .filter(field -> FeatureKind.of(field.dataType()).isPresent())
            .toList();
    return new TableColumns(
            table, features, List.of(), List.of(), bySettings(lenient, MissingLabel.ERROR, table))
        .usable(Task.REGRESSION, problems);
  }

  /** One column of a table as the label of a classification, alone. */
  public static TableColumns label(Table table, String name, Problems problems) {
    List<StructField> label = find(table, List.of(name), "label", problems);
    return new TableColumns(
            table,
            List.of(),
            label,
            List.of(),
            bySettings(EncodingSettings.DEFAULT, MissingLabel.ERROR, table))
        .usable(Task.CLASSIFICATION, problems);
  }

  /**
   * Finds columns in a table to evaluate a model on.
   *
   * @param weight the column of the examples' weights, if they have any
   * @param missingLabel what becomes of rows without a label
   * @param problems hears of one that is absent or of a type that cannot be used
   */
  public static TableColumns forEvaluation(
      Table table,
      Encoding encoding,
      Optional<String> weight,
      MissingLabel missingLabel,
      Problems problems) {
    Advice advice = Advice.ofModel(table.settingNames());
    return forEvaluation(
        table, encoding, weight, byModel(encoding, table, missingLabel, advice), problems);
  }

  /**
   * Finds columns in a table that a model is judged on while it trains.
   *
   * @param encoding of the rows to train on
   * @param problems hears of one that is absent or of a type that cannot be used
   */
  public static TableColumns forValidation(
      Table table, Encoding encoding, DataSettings settings, Problems problems) {
    Planner planner =
        byModel(
            encoding,
            table,
            settings.target().missingLabel(),
            Advice.ofSettings(table.settingNames()));
    return forEvaluation(table, encoding, settings.columns().weight(), planner, problems);
  }

  private static TableColumns forEvaluation(
      Table table, Encoding encoding, Optional<String> weight, Planner planner, Problems problems) {
    return forEvaluation(
        table.readAs(KnownTypes.of(encoding)),
        names(encoding),
        encoding.target().columns(),
        weight,
        encoding.target().task(),
        planner,
        problems);
  }

  /**
   * Finds these columns in another table, which a model that is yet to be trained on this one would
   * be judged by.
   *
   * @param problems hears of one that is absent or of a type that cannot be used
   */
  public TableColumns forEvaluation(Table other, DataSettings settings, Problems problems) {
    return forEvaluation(
        other.readAs(
            KnownTypes.of(Stream.of(features, labels, weights).flatMap(List::stream).toList())),
        featureNames(),
        labelNames(),
        settings.columns().weight(),
        settings.target().task(),
        planner,
        problems);
  }

  private static TableColumns forEvaluation(
      Table table,
      List<String> features,
      List<String> labels,
      Optional<String> weight,
      Task task,
      Planner planner,
      Problems problems) {
    return new TableColumns(
            table,
            find(table, features, "features of the model", problems),
            find(table, labels, "label of the model", problems),
            findWeights(table, weight, "column of weights", problems),
            planner)
        .usable(task, problems);
  }

  /**
   * Finds the features of a model's encoding in a table to predict; labels are not looked for.
   *
   * @throws UserException if one is absent or of a type that cannot be used
   */
  public static TableColumns forPrediction(Table table, Encoding encoding) {
    Problems problems = Problems.thrown();
    Table known = table.readAs(KnownTypes.of(encoding));
    return new TableColumns(
            known,
            find(known, names(encoding), "features of the model", problems),
            List.of(),
            List.of(),
            byModel(encoding, known, MissingLabel.ERROR, Advice.ofModel(table.settingNames())))
        .usable(Task.REGRESSION, problems);
  }

  private static List<String> names(Encoding encoding) {
    return encoding.features().stream().map(FeatureColumn::name).toList();
  }

  private static List<StructField> findWeights(
      Table table, Optional<String> weight, String where, Problems problems) {
    return sound(
        find(table, weight.stream().toList(), where, problems),
        column ->
            column.dataType() instanceof NumericType
                ? Optional.empty()
                : Optional.of(
                    new UserException(
                        "weight column %s is of type %s"
                            .formatted(column.name(), shortType(column)),
                        table.path(),
                        "weights are numbers of 0 or more: convert it, or name another column")),
        problems);
  }

  /** The columns that have no fault; the faults of the others are reported. */
  private static List<StructField> sound(
      List<StructField> columns,
      Function<StructField, Optional<UserException>> fault,
      Problems problems) {
    List<StructField> sound = new ArrayList<>();
    for (StructField column : columns) {
      fault.apply(column).ifPresentOrElse(problems::add, () -> sound.add(column));
    }
    return sound;
  }

  /**
   * Finds columns by {@link ColumnNames}.
   *
   * @param where the setting that names them
   * @param problems hears of one that is absent or listed twice
   * @return the others
   */
  public static List<StructField> find(
      Table table, List<String> names, String where, Problems problems) {
    StructType schema = table.rows().schema();
    List<StructField> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      Optional<StructField> field = ColumnNames.find(schema, name);
      if (field.isEmpty()) {
        problems.add(
            table
                .columns()
                .hidden(name)
                .map(fault -> fault.in("%s: %s".formatted(where, table.path())))
                .orElseGet(() -> absent(table, schema, name, where)));
      } else if (!seen.add(field.get().name())) {
        problems.add(
            new UserException(
                "column %s is listed twice".formatted(field.get().name()), where, "list it once"));
      } else {
        found.add(field.get());
      }
    }
    return found;
  }

  private static UserException absent(Table table, StructType schema, String name, String where) {
    List<String> nearest = NearestName.inOrder(name, List.of(schema.fieldNames()));
    return new UserException(
        "column %s does not exist in %s".formatted(name, table.path()),
        where,
        "the nearest columns are: "
            + String.join(", ", nearest.subList(0, Math.min(MOST_NEAREST, nearest.size()))));
  }

  /** The same without those columns whose types cannot be used, or differ between the files. */
  private TableColumns usable(Task task, Problems problems) {
    List<StructField> usableFeatures = sound(features, planner::fault, problems);
    List<StructField> usableLabels = sound(labels, field -> labelFault(field, task), problems);
    return new TableColumns(
        table,
        sound(usableFeatures, field -> table.difference(field.name()), problems),
        sound(usableLabels, field -> table.difference(field.name()), problems),
        sound(weights, field -> table.difference(field.name()), problems),
        planner);
  }

  private Optional<UserException> labelFault(StructField label, Task task) {
    DataType type = label.dataType();
    boolean isUsable =
        task == Task.CLASSIFICATION
            ? ColumnReader.isNumber(type) || type instanceof StringType
            : ColumnReader.reads(type);
    return isUsable
        ? Optional.empty()
        : Optional.of(
            new UserException(
                "label column %s is of type %s".formatted(label.name(), shortType(label)),
                table.path(),
                task == Task.CLASSIFICATION
                    ? classLabel(type, planner.advice)
                    : target(type, planner.advice)));
  }

  /** What to do about a column that cannot be the label of a classification. */
  private static String classLabel(DataType type, Advice advice) {
    String allowed = "a class is a string, a boolean or a whole number";
    if (ColumnReader.reads(type)) {
      return "%s: to learn the numbers of an array %s, else %s"
          .formatted(allowed, advice.regress(), advice.otherLabel());
    }
    return "%s: convert the column to one, or %s".formatted(allowed, advice.otherLabel());
  }

  /** What to do about a column that cannot be a target of a regression. */
  private static String target(DataType type, Advice advice) {
    String allowed = "a regression needs numbers, or arrays of them";
    if (type instanceof StringType) {
      return "%s: to learn names %s, else convert it to numbers"
          .formatted(allowed, advice.classify());
    }
    return FeatureKind.of(type).equals(Optional.of(FeatureKind.DATES))
        ? "%s: convert it, such as to days since 1970-01-01, or %s"
            .formatted(allowed, advice.otherLabel())
        : "%s: convert it, or %s".formatted(allowed, advice.otherLabel());
  }

  /** The same columns of other rows of the table. */
  public TableColumns in(Table rows) {
    return new TableColumns(rows, features, labels, weights, planner);
  }

  /** How the features are read, in their order. */
  public List<FeaturePlan> plans() {
    return features.stream().map(planner::plan).toList();
  }

  /** The names of the features. */
  public List<String> featureNames() {
    return features.stream().map(StructField::name).toList();
  }

  /** The names of the labels. */
  public List<String> labelNames() {
    return labels.stream().map(StructField::name).toList();
  }

  private static String shortType(StructField field) {
    return field.dataType().simpleString();
  }

  private static String conversion(DataType type, Advice advice) {
    return "features are numbers, words, dates, arrays of numbers or Spark ML vectors; %s it, or %s"
        .formatted(
            type instanceof ArrayType array && array.elementType() instanceof ArrayType
                ? "flatten"
                : "convert",
            advice.leaveOut());
  }

  /** What messages advise about them. */
  public Advice advice() {
    return planner.advice;
  }

  /** What becomes of rows whose label, or one of whose targets, is missing. */
  public MissingLabel missingLabel() {
    return planner.missingLabel;
  }

  public Table table() {
    return table;
  }

  public List<StructField> features() {
    return features;
  }

  public List<StructField> labels() {
    return labels;
  }

  /** The column of weights, if there is one. */
  public List<StructField> weights() {
    return weights;
  }

  /**
   * The rows with these columns alone, features first, then labels, then weights, as Spark holds
   * them.
   */
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

  /** These columns alone, features first, then labels, then weights, and then others. */
  public Column[] selected(Column... others) {
    Stream<Column> own =
        Stream.of(features, labels, weights)
            .flatMap(List::stream)
            .map(field -> Table.column(field.name()));
    return Stream.concat(own, Stream.of(others)).toArray(Column[]::new);
  }

  private QueryExecution execution() {
    Dataset<Row> selected = table.rows().select(selected());
    return ((org.apache.spark.sql.classic.Dataset<Row>) selected).queryExecution();
  }
}
