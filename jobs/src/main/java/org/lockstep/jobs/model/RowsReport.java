package org.lockstep.jobs.model;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.survey.RowsUsed;
import org.lockstep.jobs.session.Failure;

/** Reports the rows that a model left out and the missing values that were filled in. */
final class RowsReport {
  private RowsReport() {}

  /** Prints a line for each kind of row that was left out or filled in. */
  static void print(RowsUsed rows, PrintWriter out) {
    if (rows.lacking() > 0) {
      out.printf(
          Locale.ROOT, "left out  %,d rows that lack a value or have a new word%n", rows.lacking());
    }
    if (rows.unlabelled() > 0) {
      out.printf(Locale.ROOT, "left out  %,d rows without a label%n", rows.unlabelled());
    }
    rows.filled()
        .forEach(
            (column, count) ->
                out.printf(
                    Locale.ROOT,
                    "filled in  %s: %,d missing values by the mean of the training rows%n",
                    Failure.oneLine(column),
                    count));
  }

  /** The same counts as JSON; empty if all rows are complete. */
  static Map<String, @Nullable Object> figures(RowsUsed rows) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    if (rows.lacking() > 0) {
      figures.put("left-out", rows.lacking());
    }
    if (rows.unlabelled() > 0) {
      figures.put("left-out-without-label", rows.unlabelled());
    }
    if (!rows.filled().isEmpty()) {
      figures.put("filled-in", rows.filled());
    }
    return figures;
  }
}
