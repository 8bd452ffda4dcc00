package org.lockstep.data.survey;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.lockstep.data.table.ColumnFault;
import org.lockstep.data.table.Table;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.Validation;

/** Notices about columns of a table that are not used or not written. */
public final class TableNotices {
  private static final int MOST_LINES = 10;
  private static final int MOST_NAMES = 5;

  private TableNotices() {}

  /**
   * Notices for a table to train on. Where the settings list the features, columns that some files
   * lack are not mentioned.
   *
   * @return one line for each notice
   */
  static List<String> ofTraining(Table table, DataSettings settings) {
    Set<String> named = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    named.addAll(settings.columns().features());
    named.addAll(settings.columns().label());
    settings.columns().weight().ifPresent(named::add);
    for (Validation held : List.of(settings.validation(), settings.test())) {
      if (held instanceof Validation.Column mark) {
        named.add(mark.name());
      }
    }
    boolean areAllTaken = settings.columns().features().isEmpty();
    List<String> lines = new ArrayList<>(table.columns().notes());
    lines.addAll(
        lines(
            table.columns().hidden().stream()
                .filter(fault -> !named.contains(fault.column()))
                .filter(fault -> areAllTaken || table.columns().isUnreadable(fault))
                .toList(),
            "not used"));
    if (areAllTaken) {
      table.columns().overridden().stream()
          .limit(MOST_LINES)
          .map(TableNotices::overridden)
          .forEach(lines::add);
      if (Arrays.stream(table.rows().schema().fieldNames()).anyMatch(String::isBlank)) {
        lines.add("a column has no name: only data.features = [] can take it; give it a name");
      }
    }
    return lines;
  }

  /**
   * Notices for a table that is written with predictions.
   *
   * @return one line for each notice
   */
  public static List<String> ofOutput(Table table) {
    List<ColumnFault> leftOut = new ArrayList<>(table.columns().hidden());
    for (String column : table.rows().schema().fieldNames()) {
      table.columns().conflict(column).ifPresent(leftOut::add);
    }
    List<String> lines = new ArrayList<>(table.columns().notes());
    lines.addAll(lines(leftOut, "not written"));
    return lines;
  }

  /** One line for all columns with the same fault. */
  private static List<String> lines(List<ColumnFault> faults, String outcome) {
    Map<String, Set<String>> columns = new LinkedHashMap<>();
    for (ColumnFault fault : faults) {
      columns
          .computeIfAbsent(
              "%s: %s; %s".formatted(fault.what(), outcome, fault.fix()),
              line -> new LinkedHashSet<>())
          .add(fault.column());
    }
    List<String> lines = new ArrayList<>();
    columns.forEach((what, names) -> lines.add(subject(names) + what));
    if (lines.size() > MOST_LINES) {
      int others = lines.size() - MOST_LINES;
      lines.subList(MOST_LINES, lines.size()).clear();
      lines.add("and %,d such lines more".formatted(others));
    }
    return lines;
  }

  private static String subject(Set<String> names) {
    if (names.size() == 1) {
      return "column %s is ".formatted(names.iterator().next());
    }
    String some = String.join(", ", names.stream().limit(MOST_NAMES).toList());
    int others = names.size() - MOST_NAMES;
    return others > 0
        ? "columns %s and %,d more are ".formatted(some, others)
        : "columns %s are ".formatted(some);
  }

  private static String overridden(String column) {
    return "column %s is in the files and in the names of their folders: those of the folders are"
            .formatted(column)
        + " taken";
  }
}
