package org.lockstep.data.survey;

import java.util.ArrayList;
import java.util.List;
import org.lockstep.Problems;
import org.lockstep.UserException;
import org.lockstep.data.column.RowSplit;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.table.Table;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Task;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.Validation;

/**
 * A table and the survey of its rows.
 *
 * @param columns the columns that are used
 * @param survey of these columns
 * @param split of the rows, by which they were surveyed
 */
public record SurveyedTable(TableColumns columns, TableSurvey survey, RowSplit split) {
  /**
   * Surveys a table to train on.
   *
   * @param split of its rows
   * @param problems receives the errors that are found in its rows
   */
  static SurveyedTable toTrain(
      TableColumns columns, DataSettings settings, RowSplit split, Problems problems) {
    SurveyedTable table = read(columns, settings.target().task(), split);
    table.checkMarks(problems);
    table.checkCounts(settings, problems);
    table.check(settings.target().task(), problems);
    return table;
  }

  /**
   * Surveys a table to validate or evaluate a model on.
   *
   * @param problems receives the errors that are found in its rows
   */
  public static SurveyedTable toEvaluate(TableColumns columns, Task task, Problems problems) {
    return toEvaluate(columns, task, RowSplit.NONE, problems);
  }

  /**
   * Surveys the rows of a table to validate or evaluate a model on.
   *
   * @param split which rows these are
   * @param problems receives the errors that are found in these rows
   */
  static SurveyedTable toEvaluate(
      TableColumns columns, Task task, RowSplit split, Problems problems) {
    Table table = columns.table();
    SurveyedTable read = read(columns, task, split);
    if (read.survey.rows() == 0) {
      problems.add(
          new UserException(
              "%s has no rows%s%s"
                  .formatted(table.path(), split.isTest() ? " to test on" : "", read.leftOut()),
              "path of the data",
              split.isTest() ? "choose another share in data.test" : "add some"));
    }
    read.check(task, problems);
    return read;
  }

  private static SurveyedTable read(TableColumns columns, Task task, RowSplit split) {
    return new SurveyedTable(
        columns, TableSurvey.of(columns, task == Task.CLASSIFICATION, split), split);
  }

  private void checkMarks(Problems problems) {
    if (survey.withoutMark() > 0) {
      problems.add(
          new UserException(
              "validation column %s has missing values (null) in %,d rows"
                  .formatted(columns.mark().orElseThrow(), survey.withoutMark()),
              path(),
              "fill them with true or false"));
    }
  }

  private void checkCounts(DataSettings settings, Problems problems) {
    if (survey.rows() < 2) {
      problems.add(
          new UserException(
              "the table has %d %s to train on%s"
                  .formatted(survey.rows(), survey.rows() == 1 ? "row" : "rows", leftOut()),
              settings.train(),
              "training needs at least 2 examples"));
    } else if (split.holdsBack() && (examples() < 1 || survey.heldBack() < 1)) {
      problems.add(
          new UserException(
              "%s to validate on leaves %d rows to train on and %d to validate on"
                  .formatted(settings.validation().described(), examples(), survey.heldBack()),
              "data.validation",
              settings.validation() instanceof Validation.Fold
                  ? "choose fewer folds"
                  : "choose another fraction, or a table of its own"));
    }
  }

  /** Such as {@code , since 3 without a label are left out}; empty if no row is left out. */
  private String leftOut() {
    List<String> reasons = new ArrayList<>();
    if (survey.skipped() > 0) {
      reasons.add("%,d that lack a value".formatted(survey.skipped()));
    }
    if (survey.unlabelled() > 0) {
      reasons.add("%,d without a label".formatted(survey.unlabelled()));
    }
    return reasons.isEmpty()
        ? ""
        : ", since %s are left out".formatted(String.join(" and ", reasons));
  }

  private void check(Task task, Problems problems) {
    survey.check(columns, problems);
    if (task == Task.CLASSIFICATION && !columns.labels().isEmpty()) {
      labels().check(problems);
    }
  }

  /** The labels of a classification. */
  Labels labels() {
    return Labels.of(columns, survey);
  }

  /**
   * Checks that an encoding can read the table.
   *
   * @throws UserException if a column is not as wide as the model's, or a label is none of its
   *     classes
   */
  public void requireReadableBy(Encoding encoding) {
    requireWidths(survey, encoding, path());
    if (encoding.target() instanceof TargetEncoding.Classes known) {
      labels().requireKnown(known.labels());
    } else if (encoding.target() instanceof TargetEncoding.Numbers known) {
      requireTargetWidths(known);
    }
  }

  private void requireTargetWidths(TargetEncoding.Numbers known) {
    int first = columns.features().size();
    for (int t = 0; t < known.columns().size(); t++) {
      int width = survey.column(first + t).width();
      if (width != known.width(t) && width > 0) {
        throw new UserException(
            "target column %s has %d values in %,d rows; the model was trained on %d"
                .formatted(known.columns().get(t), width, survey.rows(), known.width(t)),
            path(),
            "give the targets that it was trained on");
      }
    }
  }

  /**
   * Checks that a table's columns are as wide as those that a model was trained on.
   *
   * @throws UserException if one is not
   */
  public static void requireWidths(TableSurvey survey, Encoding encoding, String path) {
    for (int c = 0; c < encoding.features().size(); c++) {
      FeatureColumn feature = encoding.features().get(c);
      int expected =
          feature instanceof NumberColumn numbers ? numbers.width() : feature.sparseInputs();
      int width = survey.column(c).width();
      if (expected > 0 && width != expected && width > 0) {
        throw new UserException(
            "column %s has %d values in %,d rows; the model was trained on %d"
                .formatted(feature.name(), width, survey.rows(), expected),
            path,
            "give the model the columns that it was trained on");
      }
    }
  }

  /** The number of rows to train on: those that are not held back. */
  public long examples() {
    return survey.rows() - survey.heldBack();
  }

  String path() {
    return columns.table().path();
  }
}
