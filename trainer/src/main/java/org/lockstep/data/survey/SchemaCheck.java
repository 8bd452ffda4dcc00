package org.lockstep.data.survey;

import org.lockstep.Problems;
import org.lockstep.data.column.ColumnSelection;
import org.lockstep.data.table.Table;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.Validation;

/** Checks the columns of a table without reading its rows. */
public final class SchemaCheck {
  private SchemaCheck() {}

  /**
   * Checks the columns that are to be trained on.
   *
   * @throws org.lockstep.UserException if one is absent, or of a type that cannot be used
   */
  public static void toTrain(Table table, DataSettings settings) {
    ColumnSelection.toTrain(table, settings, Problems.thrown());
    if (settings.validation() instanceof Validation.Column mark) {
      TrainingTables.markOf(table, mark.name(), Problems.thrown());
    }
  }
}
