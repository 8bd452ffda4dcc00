package org.lockstep.data.survey;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.lockstep.Problems;
import org.lockstep.UserException;
import org.lockstep.data.column.RowSplit;
import org.lockstep.data.table.KnownTypes;
import org.lockstep.data.table.Table;
import org.lockstep.data.table.TableSource;
import org.lockstep.encoding.Encoding;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.Validation;

/**
 * The rows that the finished model is tested on: of a table of their own, or of the table to train
 * on.
 *
 * @param trained the table to train on, as it was opened
 * @param mark the column that is true for the rows to test on; empty without such a column
 */
record TestRows(Table trained, DataSettings settings, Optional<Column> mark) {
  /**
   * Finds the rows.
   *
   * @param problems receives the error of a column that cannot mark rows
   * @throws UserException if the table holds such rows besides those to train on, by the names of
   *     its files
   */
  static TestRows of(Table trained, DataSettings settings, Problems problems) {
    trained.requireOneTable();
    if (!(settings.test() instanceof Validation.Column column)) {
      return new TestRows(trained, settings, Optional.empty());
    }
    Optional<Column> mark =
        TrainingTables.markOf(trained, column.name(), problems).map(Table::column);
    mark.ifPresent(
        its -> {
          long without =
              trained.checking(
                  () -> trained.reading(() -> trained.rows().where(its.isNull()).count()));
          if (without > 0) {
            problems.add(
                new UserException(
                    "test column %s has missing values (null) in %,d rows"
                        .formatted(column.name(), without),
                    trained.path(),
                    "fill them with true or false"));
          }
        });
    return new TestRows(trained, settings, mark);
  }

  /** The table without the rows that a column marks to test on. */
  Table others() {
    return mark.map(its -> trained.where(its.equalTo(false))).orElse(trained);
  }

  /** The same, read by the types of a model. */
  Table others(KnownTypes types) {
    Table known = trained.readAs(types);
    return mark.map(its -> known.where(its.equalTo(false))).orElse(known);
  }

  /**
   * Surveys the rows to test on, as those to validate on are surveyed.
   *
   * @param train the surveyed table to train on
   * @param encoding fitted to it; empty if none could be fitted
   * @param problems receives every error that would stop the training
   * @return empty if there are none, or an error was found
   */
  Optional<SurveyedTable> survey(
      TableSource source, SurveyedTable train, Optional<Encoding> encoding, Problems problems) {
    Optional<Table> rows = Optional.empty();
    RowSplit split = RowSplit.NONE;
    if (settings.test() instanceof Validation.Table own) {
      rows = problems.orReport(() -> source.open(settings.table().named(own.path())));
    } else if (settings.test() instanceof Validation.Fraction) {
      rows = Optional.of(trained);
      split = train.split().forTest();
    } else if (mark.isPresent()) {
      rows = mark.map(trained::where);
    }
    RowSplit chosen = split;
    return rows.flatMap(
        table -> TrainingTables.evaluated(table, settings, train, encoding, chosen, problems));
  }
}
