package org.lockstep.jobs.init;

import java.util.List;
import java.util.regex.Pattern;
import org.lockstep.data.survey.TableOverview;
import org.lockstep.data.survey.TableOverview.Entry;
import org.lockstep.data.survey.TableOverview.Kind;

/** Finds id columns: a model trained on them does not generalise to other rows. */
final class IdColumns {
  private static final Pattern NAME =
      Pattern.compile("(?i)(.*[^a-z])?(id|uuid|guid|key|index|idx|row|no|nr|num|number)|.*[a-z]Id");

  /**
   * A column of unique numbers is an id if at least this many equal pairs are expected by chance:
   * random numbers then have none with probability e⁻⁵, once in 148 columns.
   */
  private static final double REPEATS_EXPECTED = 5;

  private IdColumns() {}

  /**
   * Returns the names of the id columns: unique whole numbers that are unlikely to be unique by
   * chance, or whose column has a name such as {@code id} or {@code row}.
   */
  static List<String> among(List<Entry> columns, TableOverview table) {
    return table.wholeAndUnique(
        columns.stream()
            .filter(column -> column.kind() == Kind.NUMBER)
            .filter(column -> column.objection().isEmpty())
            .filter(column -> column.report().faults().isEmpty())
            .filter(column -> isNamedSo(column) || repeatsExpected(column, table.rows()))
            .map(Entry::name)
            .toList());
  }

  private static boolean isNamedSo(Entry column) {
    return NAME.matcher(column.name()).matches();
  }

  /** Of n draws from r numbers, n (n - 1) / (2 r) pairs are equal: the birthday problem. */
  private static boolean repeatsExpected(Entry column, long rows) {
    double numbers = column.report().spread().range() + 1;
    return 0.5 * rows * (rows - 1) / numbers >= REPEATS_EXPECTED;
  }
}
