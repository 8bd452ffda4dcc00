package org.lockstep.jobs.init;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lockstep.UserException;
import org.lockstep.data.survey.ColumnReport;
import org.lockstep.data.survey.TableOverview;
import org.lockstep.data.survey.TableOverview.Entry;
import org.lockstep.data.survey.TableOverview.Kind;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.settings.data.CategorySettings;

/**
 * The feature columns of a table.
 *
 * @param columns the features
 * @param leftOut the columns that are not used, each with the reason
 */
record FeatureChoice(List<ColumnReport> columns, Map<String, String> leftOut) {
  /** The numbers that stand for a word of a column with too many words for an input each. */
  static final int EMBEDDING = 8;

  /** More numbers than this are seldom measurements that each mean something by themselves. */
  private static final int MANY_NUMBERS = 256;

  /**
   * Chooses the features.
   *
   * @param label the label column, which is not a feature
   * @throws UserException if no column is left
   */
  static FeatureChoice of(TableOverview table, String path, String label) {
    List<Entry> others =
        table.entries().stream().filter(entry -> !entry.name().equals(label)).toList();
    List<String> ids = IdColumns.among(others, table);
    List<ColumnReport> columns = new ArrayList<>();
    Map<String, String> leftOut = new LinkedHashMap<>();
    for (Entry entry : others) {
      objection(entry, ids, table)
          .ifPresentOrElse(
              why -> leftOut.put(entry.name(), why), () -> columns.add(entry.report()));
    }
    if (columns.isEmpty()) {
      throw new UserException(
          "no column of %s can be a feature%s"
              .formatted(
                  path,
                  leftOut.entrySet().stream()
                      .limit(5)
                      .map(e -> e.getKey() + ": " + e.getValue())
                      .collect(Collectors.joining(", ", leftOut.isEmpty() ? "" : ": ", ""))),
          "path of the data",
          "features are numbers, booleans, words, dates, arrays of numbers or Spark ML vectors");
    }
    return new FeatureChoice(columns, leftOut);
  }

  private static Optional<String> objection(Entry entry, List<String> ids, TableOverview table) {
    long rows = table.rows();
    ColumnReport report = entry.report();
    if (entry.objection().isPresent()) {
      return entry.objection();
    } else if (entry.kind() == Kind.OTHER) {
      return Optional.of("of type %s: convert it to numbers first".formatted(report.type()));
    } else if (!report.faults().isEmpty()) {
      return Optional.of("it has " + String.join(", ", report.faults()));
    } else if (report.missing() + report.nan() >= rows) {
      return Optional.of("only missing values");
    } else if (report.levels() > CategorySettings.DEFAULT.maxLevels()
        && report.levels() > rows / 2) {
      return Optional.of(
          table.areNumbersAsText(entry.name())
              ? "numbers as text: cast it to numbers"
              : "a different text in most rows, like an id");
    } else if (report.isConstant()) {
      return Optional.of("the same value in all rows");
    }
    return ids.contains(entry.name())
        ? Optional.of("a different whole number in each row, like an id")
        : Optional.empty();
  }

  /** The features' names, in the order of the table. */
  List<String> names() {
    return columns.stream().map(ColumnReport::name).toList();
  }

  /** The input width of the network: of words, numbers and dates, before numbers are embedded. */
  int inputs() {
    return columns.stream().mapToInt(FeatureChoice::inputs).sum();
  }

  private static int inputs(ColumnReport column) {
    if (column.isSparse()) {
      return column.allNumbers(); // without the input for a missing vector
    }
    CategorySettings words = CategorySettings.DEFAULT;
    int indicator = column.missing() + column.nan() > 0 ? 1 : 0;
    if (column.levels() > 0) {
      return indicator + (column.levels() <= words.maxLevels() ? column.levels() : EMBEDDING);
    }
    return indicator
        + (column.isDate()
            ? DateEncoding.CYCLIC.inputs(DateColumn.hasTime(column.type()))
            : column.width());
  }

  /** Whether a number or date is missing; missing words need no setting. */
  boolean lackValues() {
    return columns.stream()
        .anyMatch(column -> column.levels() == 0 && column.missing() + column.nan() > 0);
  }

  /** Whether a column has too many words for an input each. */
  boolean embedsWords() {
    return columns.stream()
        .anyMatch(column -> column.levels() > CategorySettings.DEFAULT.maxLevels());
  }

  /** Whether a column holds sparse vectors, such as counts of words. */
  boolean areSparse() {
    return columns.stream().anyMatch(ColumnReport::isSparse);
  }

  /** Whether the features are pixels, counts or the like rather than measurements and words. */
  boolean areManyNumbers() {
    return arePixels()
        || columns.stream().filter(c -> c.levels() == 0).mapToInt(c -> c.width()).sum()
            > MANY_NUMBERS;
  }

  /** Whether the only feature is an array without negative numbers, such as pixels or counts. */
  boolean arePixels() {
    return columns.size() == 1 && columns.get(0).width() > 1 && columns.get(0).spread().min() >= 0;
  }
}
