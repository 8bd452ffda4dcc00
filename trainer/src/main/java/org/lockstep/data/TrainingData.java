package org.lockstep.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.data.LaneDealer.Part;
import org.lockstep.data.LaneDealer.Selection;

/**
 * A table made ready: its encoding, and its examples in lanes.
 *
 * @param encoding how its rows become inputs and targets
 * @param train the examples to train on
 * @param validation those to judge by, null if there are none
 * @param classCounts examples to train on of each class, in the encoding's order; empty for numbers
 * @param warnings what the user may want to know, a line each
 */
public record TrainingData(
    Encoding encoding,
    DealtLanes train,
    @Nullable DealtLanes validation,
    List<Long> classCounts,
    List<String> warnings) {

  /** Frees the caches. */
  public void release() {
    train.release();
    if (validation != null) {
      validation.release();
    }
  }

  /**
   * Reads the tables, twice each: once to survey them, once to encode and deal the rows.
   *
   * @param batchSize examples of a mini-batch; more than there are examples is cut to all of them
   * @param lanes virtual workers
   * @param partitionCount Spark partitions to carry them; asked when the first pass is done, since
   *     the executors of a cluster have come by then
   * @throws UserException if a table cannot be read or trained on
   */
  public static TrainingData prepare(
      SparkSession spark,
      DataSettings settings,
      int batchSize,
      int lanes,
      IntSupplier partitionCount) {
    return prepare(spark, settings, Optional.empty(), batchSize, lanes, partitionCount);
  }

  /**
   * Reads the tables, and encodes them as those were that a model has been trained on.
   *
   * @param known that model's encoding; empty to fit one to the table
   * @throws UserException if a table cannot be read or trained on, or not by that encoding
   */
  public static TrainingData prepare(
      SparkSession spark,
      DataSettings settings,
      Optional<Encoding> known,
      int batchSize,
      int lanes,
      IntSupplier partitionCount) {
    double share = settings.validation() instanceof Validation.Fraction f ? f.share() : 0;
    boolean classes = settings.task() == Task.CLASSIFICATION;
    if (classes && settings.label().size() != 1) {
      throw new UserException(
          "a classification has one label column, not " + settings.label(),
          "data.label",
          "name one column");
    }
    ParquetTable whole = ParquetTable.open(spark, settings.train());
    TableColumns columns = TableColumns.resolve(whole, settings);
    ParquetTable marked = null;
    if (settings.validation() instanceof Validation.Column mark) {
      Column isMarked = validationMark(whole, mark.name());
      marked = whole.where(isMarked);
      columns = TableColumns.resolve(whole.where(functions.not(isMarked)), settings);
    }
    TableSurvey survey = TableSurvey.of(columns, classes, share, settings.seed());
    long examples = survey.rows() - survey.heldBack();
    requireEnough(survey, examples, settings);
    survey.requireSound(columns);

    int partitions = partitionCount.getAsInt();
    List<String> warnings = new ArrayList<>();
    Encoding fitted = fit(settings, columns, survey, warnings);
    Encoding encoding = known.map(model -> reused(model, fitted, settings.train())).orElse(fitted);
    BatchPlan plan = new BatchPlan(examples, (int) Math.min(BatchPlan.ALL, examples), lanes);
    RowEncoder encoder = new RowEncoder(encoding, columns);
    Part kept = share > 0 ? Part.KEPT : Part.ALL;
    DealtLanes train =
        LaneDealer.deal(
            columns,
            encoder,
            new Selection(kept, share, examples),
            plan,
            partitions,
            settings.seed());

    DealtLanes validation = null;
    if (settings.validation() instanceof Validation.Table table) {
      validation =
          evaluationLanes(
              ParquetTable.open(spark, table.path()),
              encoding,
              settings.weight(),
              lanes,
              partitions);
    } else if (marked != null) {
      validation = evaluationLanes(marked, encoding, settings.weight(), lanes, partitions);
    } else if (share > 0) {
      validation =
          LaneDealer.deal(
              columns,
              encoder,
              new Selection(Part.HELD_BACK, share, survey.heldBack()),
              new BatchPlan(survey.heldBack(), 1, lanes),
              partitions,
              settings.seed());
    }
    List<Long> classCounts =
        encoding.target() instanceof TargetEncoding.Classes c
            ? c.labels().stream().map(survey::kept).toList()
            : List.of();
    return new TrainingData(encoding, train, validation, classCounts, warnings)
        .inBatchesOf(batchSize);
  }

  /**
   * The same examples in mini-batches of another size. What is cached is shared, and released once.
   *
   * @param batchSize examples of a mini-batch; more than there are examples is cut to all of them
   */
  TrainingData inBatchesOf(int batchSize) {
    long examples = train.plan().examples();
    BatchPlan plan =
        new BatchPlan(examples, (int) Math.min(batchSize, examples), train.plan().lanes());
    List<String> all = new ArrayList<>(warnings);
    if (batchSize > examples && batchSize != BatchPlan.ALL) {
      all.add(
          "batch-size is %,d, but there are only %,d examples: each batch is all of them"
              .formatted(batchSize, examples));
    }
    return new TrainingData(encoding, train.inBatches(plan), validation, classCounts, all);
  }

  /** The condition for a row to validate on. */
  private static Column validationMark(ParquetTable table, String name) {
    StructField field =
        Arrays.stream(table.rows().schema().fields())
            .filter(f -> f.name().equalsIgnoreCase(name))
            .findFirst()
            .orElseThrow();
    if (!(field.dataType() instanceof BooleanType)) {
      throw new UserException(
          "validation column %s is of type %s".formatted(name, field.dataType().simpleString()),
          table.path(),
          "it must hold booleans: true for a row to validate on");
    }
    Column mark = TableColumns.column(field.name());
    long nulls = SparkFaults.reading(table.path(), () -> table.rows().where(mark.isNull()).count());
    if (nulls > 0) {
      throw new UserException(
          "validation column %s has missing values (null) in %,d rows".formatted(name, nulls),
          table.path(),
          "fill them with true or false");
    }
    return mark;
  }

  /** A model's encoding, for a table that would have one of the same form. */
  private static Encoding reused(Encoding model, Encoding fitted, String path) {
    if (!model.features().equals(fitted.features())) {
      throw new UserException(
          "the features are %s, those of the model %s"
              .formatted(names(fitted.features()), names(model.features())),
          path,
          "train with the columns, types and widths of the model");
    }
    if (!sameOutputs(model.target(), fitted.target())) {
      throw new UserException(
          "the outputs stand for %s, those of the model for %s"
              .formatted(outputs(fitted.target()), outputs(model.target())),
          path,
          "train with the label and the classes of the model");
    }
    return model;
  }

  private static boolean sameOutputs(TargetEncoding model, TargetEncoding fitted) {
    return model.equals(fitted)
        || (model instanceof TargetEncoding.Numbers
            && fitted instanceof TargetEncoding.Numbers
            && model.columns().equals(fitted.columns()));
  }

  private static String outputs(TargetEncoding target) {
    return target instanceof TargetEncoding.Classes classes
        ? "%s of %s".formatted(classes.labels(), classes.column())
        : String.valueOf(target.columns());
  }

  private static String names(List<FeatureColumn> features) {
    return features.stream()
        .map(f -> "%s %s(%d)".formatted(f.name(), f.type(), f.width()))
        .collect(Collectors.joining(", "));
  }

  /**
   * Reads a table by the encoding of a model, to judge the model on it.
   *
   * @param weight the column of the examples' weights; empty for 1 each
   * @throws UserException if it cannot be read, lacks a column, or has a label that the model does
   *     not know
   */
  public static DealtLanes evaluationLanes(
      SparkSession spark,
      Encoding encoding,
      String path,
      Optional<String> weight,
      int lanes,
      int partitions) {
    return evaluationLanes(ParquetTable.open(spark, path), encoding, weight, lanes, partitions);
  }

  private static DealtLanes evaluationLanes(
      ParquetTable table, Encoding encoding, Optional<String> weight, int lanes, int partitions) {
    String path = table.path();
    TableColumns columns = TableColumns.forEvaluation(table, encoding, weight);
    boolean classes = encoding.target() instanceof TargetEncoding.Classes;
    TableSurvey survey = TableSurvey.of(columns, classes, 0, 0);
    if (survey.rows() == 0) {
      throw new UserException("%s has no rows".formatted(path), "path of the data", "add some");
    }
    survey.requireSound(columns);
    requireWidths(survey, encoding, path);
    if (encoding.target() instanceof TargetEncoding.Classes known) {
      String column = columns.labels().get(0).name();
      Labels.requireSound(survey, column, path);
      Labels.requireKnown(survey, column, path, known.labels());
    }
    return LaneDealer.deal(
        columns,
        new RowEncoder(encoding, columns),
        new Selection(Part.ALL, 0, survey.rows()),
        new BatchPlan(survey.rows(), 1, lanes),
        partitions,
        0);
  }

  /**
   * Checks that a table's columns are as wide as those that a model was trained on.
   *
   * @throws UserException if one is not
   */
  static void requireWidths(TableSurvey survey, Encoding encoding, String path) {
    for (int c = 0; c < encoding.features().size(); c++) {
      FeatureColumn feature = encoding.features().get(c);
      int width = survey.column(c).width();
      if (width != feature.width()) {
        throw new UserException(
            "column %s has %d values a row; the model was trained on %d"
                .formatted(feature.name(), width, feature.width()),
            path,
            "give the model the columns that it was trained on");
      }
    }
  }

  private static void requireEnough(TableSurvey survey, long examples, DataSettings settings) {
    if (survey.rows() < 2) {
      throw new UserException(
          "the table has %d %s to train on"
              .formatted(survey.rows(), survey.rows() == 1 ? "row" : "rows"),
          settings.train(),
          "training needs at least 2 examples");
    }
    if (settings.validation() instanceof Validation.Fraction f
        && (examples < 1 || survey.heldBack() < 1)) {
      throw new UserException(
          "a validation fraction of %s leaves %d rows to train on and %d to validate on"
              .formatted(f.share(), examples, survey.heldBack()),
          "data.validation",
          "choose another fraction, or a table of its own");
    }
  }

  private static Encoding fit(
      DataSettings settings, TableColumns columns, TableSurvey survey, List<String> warnings) {
    int featureCount = columns.features().size();
    List<ColumnSurvey> features =
        IntStream.range(0, featureCount).mapToObj(survey::column).toList();
    List<FeatureColumn> featureColumns = new ArrayList<>();
    for (int c = 0; c < featureCount; c++) {
      var field = columns.features().get(c);
      featureColumns.add(
          new FeatureColumn(
              field.name(), field.dataType().simpleString(), features.get(c).width()));
      requireScalable(features.get(c), field.name(), settings.scaling(), settings.train());
      if (features.get(c).isConstant()) {
        warnings.add("column %s is constant: it cannot help to learn".formatted(field.name()));
      }
    }
    LinearScale scale = LinearScale.fit(settings.scaling(), features);
    if (settings.task() == Task.CLASSIFICATION) {
      var field = columns.labels().get(0);
      Labels.requireSound(survey, field.name(), settings.train());
      List<Object> labels = Labels.of(survey, field.name(), settings.train(), settings.classes());
      String type = field.dataType().simpleString();
      return new Encoding(
          featureColumns, scale, new TargetEncoding.Classes(field.name(), type, labels));
    }
    List<ColumnSurvey> targets = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (var field : columns.labels()) {
      ColumnSurvey target = survey.column(featureCount + targets.size());
      requireScalable(target, field.name(), settings.targetScaling(), settings.train());
      requireWithin(target, field.name(), settings);
      targets.add(target);
      names.add(field.name());
    }
    return new Encoding(
        featureColumns,
        scale,
        new TargetEncoding.Numbers(names, LinearScale.fit(settings.targetScaling(), targets)));
  }

  private static void requireWithin(ColumnSurvey column, String name, DataSettings settings) {
    TargetRange range = settings.targetRange();
    ColumnSurvey.Place place = column.place(0);
    if (place.min < range.least() || place.max > range.most()) {
      throw new UserException(
          "target column %s goes from %s to %s; the loss is defined from %s to %s"
              .formatted(name, place.min, place.max, range.least(), range.most()),
          settings.train(),
          "choose another training.loss, or correct the column");
    }
  }

  private static void requireScalable(
      ColumnSurvey column, String name, Scaling scaling, String path) {
    double limit =
        switch (scaling) {
          case NONE -> Float.MAX_VALUE;
          case STANDARD -> ColumnSurvey.LARGEST_SQUARED;
          case MIN_MAX -> Double.MAX_VALUE / 2;
        };
    for (int i = 0; i < column.width(); i++) {
      ColumnSurvey.Place place = column.place(i);
      double largest = Math.max(Math.abs(place.min), Math.abs(place.max));
      if (place.count > 0 && largest > limit) {
        throw new UserException(
            "column %s holds %s, too large for scaling = %s"
                .formatted(name, largest, scaling.settingsName()),
            path,
            scaling == Scaling.NONE ? "choose scaling = standard" : "divide the column first");
      }
    }
  }
}
