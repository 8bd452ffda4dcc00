package org.lockstep.jobs.init;

import java.util.List;
import java.util.regex.Pattern;
import org.lockstep.data.survey.TableOverview;
import org.lockstep.data.survey.TableOverview.Entry;
import org.lockstep.data.survey.TableOverview.Kind;

/** Finds columns that number the rows, from which nothing can be learnt that holds for others. */
final class Ids {
  private static final Pattern NAME =
      Pattern.compile("(?i)(.*[^a-z])?(id|uuid|guid|key|index|idx|row|no|nr|num|number)|.*[a-z]Id");

  /**
   * So many repeated values, and none seen: whole numbers that were drawn at random are unique by
   * chance once in e⁵ = 148 such columns.
   */
  private static final double REPEATS_EXPECTED = 5;

  private Ids() {}

  /**
   * The ids among some columns: whole numbers, none twice, and that by no chance, or by a name that
   * says so.
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
