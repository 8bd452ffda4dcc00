package org.lockstep.data.table;

import org.lockstep.settings.table.TableSettings;

/** Opens the tables that settings name. */
@FunctionalInterface
public interface TableSource {
  /**
   * Opens a table.
   *
   * @throws org.lockstep.UserException if it cannot be opened
   */
  Table open(TableSettings table);
}
