package org.lockstep.data.source;

import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.functions;
import org.lockstep.UserException;
import org.lockstep.data.table.SparkFaults;
import org.lockstep.data.table.Table;
import org.lockstep.spark.ClassicSql;

/** The predicate that chooses the rows of a table. */
final class RowFilter {
  private static final String KEY = "data.where";

  private RowFilter() {}

  /**
   * The rows for which a predicate holds.
   *
   * @throws UserException if it is no predicate of SQL, names a column that there is not, or gives
   *     other rows each time
   */
  static Table filtered(Table table, String where) {
    Table filtered;
    try {
      filtered = table.where(functions.expr(where));
    } catch (Exception e) { // Scala throws checked exceptions without declaring them
      if (e instanceof ParseException) {
        throw wrong(where, "is not a predicate of SQL: " + brief(e), e);
      } else if (e instanceof AnalysisException) {
        throw wrong(where, "does not fit %s: %s".formatted(table.path(), brief(e)), e);
      }
      throw e;
    }
    requireDeterministic(filtered, KEY);
    return filtered;
  }

  private static UserException wrong(String where, String what, Exception e) {
    return new UserException(
        "%s is \"%s\", which %s".formatted(KEY, where, what),
        KEY,
        "write a condition on the columns of the table, such as \"age >= 18\"",
        e);
  }

  /**
   * Refuses rows that depend on a random function.
   *
   * @param what computes them
   */
  static void requireDeterministic(Table table, String what) {
    if (!ClassicSql.execution(table.rows()).analyzed().deterministic()) {
      throw new UserException(
          what + " gives other rows each time: it calls a function such as rand()",
          table.path(),
          "take a function of the columns, such as pmod(hash(id), 10) < 3");
    }
  }

  /** Spark's message without its codes and plans. */
  private static String brief(Exception e) {
    return SparkFaults.rootMessage(e)
        .replaceFirst("^\\[[A-Z0-9_.]+\\] ", "")
        .replaceFirst("\\.? SQLSTATE.*", "");
  }
}
