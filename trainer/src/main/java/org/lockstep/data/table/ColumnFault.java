package org.lockstep.data.table;

import org.lockstep.UserException;

/**
 * Why a column of some files cannot be used.
 *
 * @param column as the files spell it
 * @param type what Parquet calls its type
 * @param what follows "column x is" in a sentence
 * @param fix what can be done about it
 */
public record ColumnFault(String column, String type, String what, String fix) {
  /** The error for a user who has named the column. */
  public UserException in(String table) {
    return new UserException("column %s is %s".formatted(column, what), table, fix);
  }
}
