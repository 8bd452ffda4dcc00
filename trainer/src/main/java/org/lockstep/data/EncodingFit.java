package org.lockstep.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.StructField;
import org.lockstep.Problems;
import org.lockstep.UserException;

/** Fits an {@link Encoding} to a table that has no faults. */
final class EncodingFit {
  private EncodingFit() {}

  /**
   * Fits.
   *
   * @param problems hears of numbers too large for their scaling, of targets outside the range of
   *     the loss, and of too few or too many labels
   * @return the encoding; empty if a problem was found
   */
  static Optional<Encoding> fit(DataSettings settings, SurveyedTable table, Problems problems) {
    int before = problems.count();
    TableSurvey survey = table.survey();
    List<StructField> fields = table.columns().features();
    List<ColumnSurvey> features =
        IntStream.range(0, fields.size()).mapToObj(survey::column).toList();
    List<FeatureColumn> columns = new ArrayList<>();
    for (int c = 0; c < fields.size(); c++) {
      String name = fields.get(c).name();
      columns.add(
          new FeatureColumn(
              name, fields.get(c).dataType().simpleString(), features.get(c).width()));
      checkScalable(features.get(c), name, settings.scaling(), settings.train(), problems);
    }
    List<StructField> labels = table.columns().labels();
    Optional<TargetEncoding> target =
        settings.task() == Task.CLASSIFICATION
            ? problems.orReport(() -> classes(settings, labels.get(0), survey))
            : Optional.of(numbers(settings, labels, survey, fields.size(), problems));
    return problems.count() == before
        ? target.map(t -> new Encoding(columns, LinearScale.fit(settings.scaling(), features), t))
        : Optional.empty();
  }

  private static TargetEncoding classes(
      DataSettings settings, StructField label, TableSurvey survey) {
    return new TargetEncoding.Classes(
        label.name(),
        label.dataType().simpleString(),
        Labels.of(survey, label.name(), settings.train(), settings.classes()));
  }

  private static TargetEncoding numbers(
      DataSettings settings,
      List<StructField> labels,
      TableSurvey survey,
      int first,
      Problems problems) {
    List<ColumnSurvey> targets = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (StructField field : labels) {
      ColumnSurvey target = survey.column(first + targets.size());
      checkScalable(target, field.name(), settings.targetScaling(), settings.train(), problems);
      checkWithin(target, field.name(), settings, problems);
      targets.add(target);
      names.add(field.name());
    }
    return new TargetEncoding.Numbers(names, LinearScale.fit(settings.targetScaling(), targets));
  }

  private static void checkWithin(
      ColumnSurvey column, String name, DataSettings settings, Problems problems) {
    TargetRange range = settings.targetRange();
    ColumnSurvey.Place place = column.place(0);
    if (place.min < range.least() || place.max > range.most()) {
      problems.add(
          new UserException(
              "target column %s goes from %s to %s; the loss is defined from %s to %s"
                  .formatted(name, place.min, place.max, range.least(), range.most()),
              settings.train(),
              "choose another training.loss, or correct the column"));
    }
  }

  private static void checkScalable(
      ColumnSurvey column, String name, Scaling scaling, String path, Problems problems) {
    double limit =
        switch (scaling) {
          case NONE -> Float.MAX_VALUE;
          case STANDARD -> ColumnSurvey.LARGEST_SQUARED;
          case MIN_MAX -> Double.MAX_VALUE / 2;
        };
    double largest = column.largestMagnitude();
    if (largest > limit) {
      problems.add(
          new UserException(
              "column %s holds %s, too large for scaling = %s"
                  .formatted(name, largest, scaling.settingsName()),
              path,
              scaling == Scaling.NONE ? "choose scaling = standard" : "divide the column first"));
    }
  }
}
