package org.lockstep.data.survey;

import org.lockstep.Problems;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.table.Table;
import org.lockstep.settings.DataSettings;
import org.lockstep.settings.Validation;

/** Whether a table's columns can be used, whatever its rows are. */
public final class SchemaCheck {
  private SchemaCheck() {}

  /**
   * Checks the columns that are to be trained on.
   *
   * @throws org.lockstep.UserException if one is absent, or of a type that cannot be used
   */
  public static void toTrain(Table table, DataSettings settings) {
    TableColumns.resolve(table, settings, Problems.thrown());
    if (settings.validation() instanceof Validation.Column mark) {
      TrainingTables.markOf(table, mark.name(), Problems.thrown());
    }
  }
}
