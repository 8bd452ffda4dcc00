package org.lockstep.data.survey;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructField;
import org.lockstep.Problems;
import org.lockstep.SparseRun;
import org.lockstep.UserException;
import org.lockstep.data.column.ColumnReader;
import org.lockstep.data.column.FeaturePlan;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.table.Advice;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.EmbeddedColumn;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.HashedColumn;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.OneHotColumn;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.SparseColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Task;
import org.lockstep.encoding.Transform;
import org.lockstep.encoding.curve.PredictionRange;
import org.lockstep.settings.data.CategorySettings;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.TargetSettings;

/** Fits an {@link Encoding} to a table that has no faults. */
final class EncodingFit {
  private EncodingFit() {}

  /**
   * Fits an encoding.
   *
   * @param problems receives errors for numbers too large for their scaling, of targets outside the
   *     range of the loss, and of too few or too many labels
   * @return the encoding; empty if a problem was found
   */
  static Optional<Encoding> fit(DataSettings settings, SurveyedTable table, Problems problems) {
    int before = problems.count();
    TableSurvey survey = table.survey();
    List<StructField> fields = table.columns().features();
    List<FeaturePlan> plans = table.columns().plans();
    List<FeatureColumn> columns = new ArrayList<>();
    InputScales scales = new InputScales(settings.encoding().numbers().smoothClip());
    for (int c = 0; c < fields.size(); c++) {
      ColumnSurvey column = survey.column(c);
      String name = fields.get(c).name();
      if (!column.isFilled()) {
        problems.add(
            new UserException(
                "column %s has no value in the rows to train on".formatted(name),
                settings.train(),
                table.columns().advice().leaveOut()));
        continue;
      }
      if (column.levels().filter(LevelSurvey::isTooLong).isPresent()) {
        problems.add(tooManyWords(name, settings.train(), table.columns().advice()));
        continue;
      }
      Scaling scaling = settings.encoding().scalingOf(name);
      FeatureColumn feature =
          column.isSparse()
              ? sparse(fields.get(c), plans.get(c), column, scaling)
              : feature(fields.get(c), plans.get(c), column);
      columns.add(feature);
      checkScalable(column, name, scaling, table.columns(), problems);
      for (int i = 0; i < feature.inputs(); i++) {
        if (i < feature.scaledInputs()) {
          scales.add(scaling, column.element(i));
        } else {
          scales.addPlain();
        }
      }
    }
    checkSparse(columns, settings, table.columns(), problems);
    List<StructField> labels = table.columns().labels();
    Optional<TargetEncoding> target =
        settings.target().task() == Task.CLASSIFICATION
            ? problems.orReport(() -> classes(settings, labels.get(0), table))
            : Optional.of(numbers(settings, table, problems));
    return problems.count() == before
        ? target.map(t -> new Encoding(columns, scales.linear(), t, scales.curves()))
        : Optional.empty();
  }

  private static UserException tooManyWords(String name, String table, Advice advice) {
    return new UserException(
        "column %s has more than %,d different words, too many to embed"
            .formatted(name, EmbeddedColumn.MOST_LEVELS),
        table,
        "%s, or set data.categories.embedding (wordEmbedding of an estimator) to 0 to hash them"
            .formatted(advice.leaveOut()));
  }

  /** Refuses more sparse inputs than a network has, and transforms of them. */
  private static void checkSparse(
      List<FeatureColumn> columns, DataSettings settings, TableColumns table, Problems problems) {
    long width = columns.stream().mapToLong(FeatureColumn::sparseInputs).sum();
    if (width > SparseRun.MOST_WIDTH) {
      problems.add(
          new UserException(
              "the sparse vectors have %,d numbers, more than %,d"
                  .formatted(width, SparseRun.MOST_WIDTH),
              table.table().path(),
              "write them shorter, such as by a smaller numFeatures or vocabSize, or leave a column"
                  + " out"));
    }
    for (int c = 0; c < columns.size(); c++) {
      if (columns.get(c) instanceof SparseColumn column
          && settings.encoding().of(column.name()).transform() != Transform.NONE) {
        problems.add(
            new UserException(
                "column %s is kept sparse, and is to have a transform".formatted(column.name()),
                table.table().path(),
                "remove the transform, or set sparse = false for the column"));
      }
    }
  }

  private static SparseColumn sparse(
      StructField field, FeaturePlan plan, ColumnSurvey column, Scaling scaling) {
    return new SparseColumn(
        field.name(),
        field.dataType().simpleString(),
        column.width(),
        missing(plan, column),
        scaling == Scaling.NONE ? 1 : column.rootMeanSquare(),
        column.present());
  }

  private static Missing missing(FeaturePlan plan, ColumnSurvey column) {
    return plan.missing() == Missing.INDICATOR && column.missing + column.nan == 0
        ? Missing.MEAN
        : plan.missing();
  }

  private static FeatureColumn feature(StructField field, FeaturePlan plan, ColumnSurvey column) {
    String name = field.name();
    String type = field.dataType().simpleString();
    Missing missing = missing(plan, column);
    boolean fills = missing == Missing.MEAN || missing == Missing.INDICATOR;
    return switch (plan.kind()) {
      case NUMBERS ->
          new NumberColumn(
              name,
              type,
              column.width(),
              missing,
              fills ? means(column) : List.of(),
              plan.transform());
      case DATES ->
          new DateColumn(name, type, plan.dates(), missing, fills ? means(column) : List.of());
      case WORDS -> words(name, type, plan.categories(), missing, column.levels().orElseThrow());
    };
  }

  private static FeatureColumn words(
      String name, String type, CategorySettings settings, Missing missing, LevelSurvey survey) {
    boolean fills = missing == Missing.MEAN;
    if (survey.isOneHot()) {
      return new OneHotColumn(
          name,
          type,
          survey.levels(),
          settings.unseen(),
          missing,
          fills ? survey.levelShares() : List.of());
    } else if (survey.isEmbedded()) {
      return new EmbeddedColumn(
          name, type, survey.levels(), settings.embedding(), settings.unseen(), missing);
    }
    return new HashedColumn(
        name, type, settings.hashBuckets(), missing, fills ? survey.bucketShares() : List.of());
  }

  private static List<Double> means(ColumnSurvey column) {
    return places(column).map(ElementStatistics::mean).toList();
  }

  private static Stream<ElementStatistics> places(ColumnSurvey column) {
    return IntStream.range(0, column.places()).mapToObj(column::element);
  }

  private static TargetEncoding classes(
      DataSettings settings, StructField label, SurveyedTable table) {
    return new TargetEncoding.Classes(
            label.name(),
            label.dataType().simpleString(),
            table.labels().classes(settings.target().classes()))
        .with(settings.target().missingLabel());
  }

  private static TargetEncoding numbers(
      DataSettings settings, SurveyedTable table, Problems problems) {
    List<ColumnSurvey> targets = new ArrayList<>();
    List<String> names = new ArrayList<>();
    int first = table.columns().features().size();
    boolean hasArrays = false;
    for (StructField field : table.columns().labels()) {
      ColumnSurvey target = table.survey().column(first + targets.size());
      if (!target.isFilled()) {
        problems.add(
            new UserException(
                "target column %s has no value in the rows to train on".formatted(field.name()),
                settings.train(),
                table.columns().advice().otherLabel()));
      }
      checkScalable(target, field.name(), settings.target().scaling(), table.columns(), problems);
      checkWithin(target, field.name(), settings, table.columns().advice(), problems);
      targets.add(target);
      names.add(field.name());
      hasArrays |= !ColumnReader.isNumber(field.dataType());
    }
    List<ElementStatistics> places = targets.stream().flatMap(EncodingFit::places).toList();
    InputScales scales = new InputScales(Optional.empty());
    places.forEach(place -> scales.add(settings.target().scaling(), place));
    TargetEncoding.Numbers numbers =
        new TargetEncoding.Numbers(
            names,
            scales.linear(),
            hasArrays ? targets.stream().map(ColumnSurvey::width).toList() : List.of(),
            settings.target().missingLabel(),
            settings.encoding().targetTransform());
    return settings.encoding().targets().clipped() ? numbers.within(range(places)) : numbers;
  }

  private static PredictionRange range(List<ElementStatistics> places) {
    return new PredictionRange(
        places.stream().map(place -> place.leastGiven).toList(),
        places.stream().map(place -> place.mostGiven).toList());
  }

  private static void checkWithin(
      ColumnSurvey column, String name, DataSettings settings, Advice advice, Problems problems) {
    TargetSettings.Range range = settings.target().range();
    double least = places(column).mapToDouble(place -> place.min).min().orElse(range.least());
    double most = places(column).mapToDouble(place -> place.max).max().orElse(range.most());
    if (least < range.least() || most > range.most()) {
      problems.add(
          new UserException(
              "target column %s goes from %s to %s; the loss is defined from %s to %s"
                  .formatted(name, least, most, range.least(), range.most()),
              settings.train(),
              "set %s = l2, which takes any numbers, or correct the column"
                  .formatted(advice.names().loss())));
    }
  }

  private static void checkScalable(
      ColumnSurvey column, String name, Scaling scaling, TableColumns table, Problems problems) {
    double limit =
        switch (scaling) {
          case NONE -> Float.MAX_VALUE;
          case STANDARD -> ElementStatistics.LARGEST_SQUARED;
          case MIN_MAX, ROBUST, QUANTILE -> Double.MAX_VALUE / 2;
        };
    double largest = column.largestMagnitude();
    if (largest > limit) {
      Advice.Names names = table.advice().names();
      boolean isFeature = table.featureNames().contains(name);
      problems.add(
          new UserException(
              "column %s holds %s, too large for scaling = %s"
                  .formatted(name, largest, scaling.settingsName()),
              table.table().path(),
              scaling == Scaling.NONE && isFeature && largest <= ElementStatistics.LARGEST_SQUARED
                  ? "set %s = standard".formatted(names.scaling())
                  : "divide the column first"));
    }
  }
}
