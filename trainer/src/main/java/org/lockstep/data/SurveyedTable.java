package org.lockstep.data;

import java.util.List;
import java.util.Optional;
import org.lockstep.Problems;
import org.lockstep.UserException;

/**
 * A table whose rows have been read once.
 *
 * @param columns those that are used
 * @param survey what is in them
 */
record SurveyedTable(TableColumns columns, TableSurvey survey) {
  /**
   * Reads a table that is to be trained on.
   *
   * @param problems hears of what is wrong with its rows
   */
  static SurveyedTable toTrain(TableColumns columns, DataSettings settings, Problems problems) {
    SurveyedTable table = read(columns, settings.task(), settings.heldBackShare(), settings.seed());
    table.checkCounts(settings, problems);
    table.check(settings.task(), problems);
    return table;
  }

  /**
   * Reads a table that a model is to be judged on, or one that is yet to be trained.
   *
   * @param features as the model has them
   * @param labels as the model has them
   * @param weight the column of the examples' weights; empty for 1 each
   * @param problems hears of what is wrong with its columns and its rows
   */
  static SurveyedTable toJudge(
      ParquetTable table,
      List<String> features,
      List<String> labels,
      Optional<String> weight,
      Task task,
      Problems problems) {
    SurveyedTable read =
        read(
            TableColumns.forEvaluation(table, features, labels, weight, task, problems),
            task,
            0,
            0);
    if (read.survey.rows() == 0) {
      problems.add(
          new UserException(
              "%s has no rows".formatted(table.path()), "path of the data", "add some"));
    }
    read.check(task, problems);
    return read;
  }

  private static SurveyedTable read(TableColumns columns, Task task, double share, long seed) {
    return new SurveyedTable(
        columns, TableSurvey.of(columns, task == Task.CLASSIFICATION, share, seed));
  }

  private void checkCounts(DataSettings settings, Problems problems) {
    if (survey.rows() < 2) {
      problems.add(
          new UserException(
              "the table has %d %s to train on"
                  .formatted(survey.rows(), survey.rows() == 1 ? "row" : "rows"),
              settings.train(),
              "training needs at least 2 examples"));
    } else if (settings.heldBackShare() > 0 && (examples() < 1 || survey.heldBack() < 1)) {
      problems.add(
          new UserException(
              "a validation fraction of %s leaves %d rows to train on and %d to validate on"
                  .formatted(settings.heldBackShare(), examples(), survey.heldBack()),
              "data.validation",
              "choose another fraction, or a table of its own"));
    }
  }

  private void check(Task task, Problems problems) {
    survey.check(columns, problems);
    if (task == Task.CLASSIFICATION) {
      for (String label : columns.labelNames()) {
        Labels.check(survey, label, path(), problems);
      }
    }
  }

  /**
   * Checks that a model's encoding can read it.
   *
   * @throws UserException if a column is not as wide as the model's, or a label is none of its
   *     classes
   */
  void requireReadableBy(Encoding encoding) {
    requireWidths(survey, encoding, path());
    if (encoding.target() instanceof TargetEncoding.Classes known) {
      Labels.requireKnown(survey, columns.labelNames().get(0), path(), known.labels());
    }
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

  /** Rows that are not held back. */
  long examples() {
    return survey.rows() - survey.heldBack();
  }

  String path() {
    return columns.table().path();
  }
}
