package org.lockstep.jobs.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.lockstep.data.survey.TableOverview;
import org.lockstep.data.survey.TableOverview.Entry;
import org.lockstep.data.survey.TableOverview.Kind;
import org.lockstep.data.survey.TableOverview.Levels;

/**
 * What is known of a column that may be the label: its name and statistics, no values.
 *
 * @param name as the table spells it
 * @param kind of its values
 * @param levels its different values
 * @param missingShare of the rows without a value, from 0 to 1
 */
record ColumnFacts(String name, Kind kind, Levels levels, double missingShare) {
  /** First words of a name that say only that an answer is yes or no, and last ones. */
  private static final Set<String> FILLING =
      Set.of("is", "has", "was", "did", "will", "the", "flag", "indicator", "binary", "yn");

  /** The columns of a table that can be labels, in its order. */
  static List<ColumnFacts> of(TableOverview table) {
    List<String> ids = IdColumns.among(table.entries(), table);
    return table.entries().stream()
        .filter(entry -> entry.objection().isEmpty() && !ids.contains(entry.name()))
        .filter(entry -> canBeLabel(entry, table))
        .map(entry -> of(entry, table))
        .toList();
  }

  private static boolean canBeLabel(Entry entry, TableOverview table) {
    return switch (entry.kind()) {
      case NUMBER, BOOLEAN -> !entry.report().isConstant();
      case TEXT -> {
        Levels levels = table.levels(entry.name());
        yield levels.count() >= 2
            && levels.count() <= table.rows() / 2
            && !table.isLikeId(entry.name());
      }
      case NUMBERS, DATE, OTHER -> false;
    };
  }

  private static ColumnFacts of(Entry entry, TableOverview table) {
    String name = entry.name();
    return new ColumnFacts(
        name,
        entry.kind(),
        table.levels(name),
        (double) table.unlabelled(name) / Math.max(1, table.rows()));
  }

  /**
   * The words of the name in lower case: {@code isFraud_2} is fraud. Numbers and words that say
   * nothing are left out, unless nothing else is there.
   */
  List<String> words() {
    List<String> words = new ArrayList<>();
    for (String word : name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").split("[^\\p{L}]+", -1)) {
      if (!word.isEmpty()) {
        words.add(word.toLowerCase(Locale.ROOT));
      }
    }
    List<String> telling = words.stream().filter(word -> !FILLING.contains(word)).toList();
    return telling.isEmpty() ? words : telling;
  }
}
