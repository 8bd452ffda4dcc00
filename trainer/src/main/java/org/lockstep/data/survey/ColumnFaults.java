package org.lockstep.data.survey;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lockstep.Quoted;
import org.lockstep.data.table.Advice;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.Unseen;

/** The reasons why a surveyed column can be neither trained on nor predicted from. */
final class ColumnFaults {
  private final ColumnSurvey column;
  private final Advice advice;
  private final boolean isTarget;

  /**
   * One reason.
   *
   * @param what completes "column x has", with the count
   * @param fix what can be done about it
   */
  record Fault(String what, String fix) {}

  private ColumnFaults(ColumnSurvey column, Advice advice, boolean isTarget) {
    this.column = column;
    this.advice = advice;
    this.isTarget = isTarget;
  }

  /** All faults of a feature. */
  static List<Fault> ofFeature(ColumnSurvey column, Advice advice) {
    return new ColumnFaults(column, advice, false).all();
  }

  /** All faults of a target of a regression. */
  static List<Fault> ofTarget(ColumnSurvey column, Advice advice) {
    return new ColumnFaults(column, advice, true).all();
  }

  private List<Fault> all() {
    List<Fault> faults = new ArrayList<>();
    if (column.malformed > 0) {
      faults.add(
          fault(
              column.malformed,
              "sparse vectors with an index outside their size",
              "write these vectors again"));
    }
    boolean isRefused = column.policy() == Missing.ERROR;
    if (column.missing > 0 && isRefused) {
      faults.add(
          fault(
              column.missing,
              column.missing >= column.rows ? "nothing but null" : "missing values (null)",
              missing()));
    }
    if (column.nan > 0 && isRefused) {
      faults.add(fault(column.nan, "NaN", missing()));
    }
    if (column.infinite > 0) {
      faults.add(fault(column.infinite, "infinities", "replace or drop these values"));
    }
    if (column.outside > 0) {
      faults.add(
          fault(
              column.outside,
              "numbers that %s is not defined for, such as %s,"
                  .formatted(column.transform().settingsName(), column.leastOutside),
              "%s takes %s: correct these values, or set %s to another transform"
                  .formatted(
                      column.transform().settingsName(),
                      column.transform().domain(),
                      advice.names().transform(isTarget))));
    }
    if (column.widths().size() > 1) {
      faults.add(
          new Fault("rows of different lengths: " + widths(), "bring all rows to one length"));
    }
    unseen().ifPresent(faults::add);
    if (column.missing < column.rows
        && column.width() == 0
        && column.levels().isEmpty()
        && faults.isEmpty()) {
      faults.add(new Fault("only empty rows: 0 values each", otherColumn()));
    }
    return faults;
  }

  /** The advice for missing values; a column without any value cannot be filled. */
  private String missing() {
    if (isTarget) {
      return column.isFilled() ? advice.missingLabel() : otherColumn();
    }
    return column.isFilled() || advice.isOfModel()
        ? advice.missing(column.levels().isPresent())
        : advice.noValue();
  }

  private String otherColumn() {
    return isTarget ? advice.otherLabel() : advice.leaveOut();
  }

  private String widths() {
    return column.widths().entrySet().stream()
        .map(e -> "%d values in %,d rows".formatted(e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }

  private Optional<Fault> unseen() {
    return column
        .levels()
        .filter(words -> words.unseen() > 0)
        .filter(words -> words.plan().categories().unseen() == Unseen.ERROR)
        .map(
            words ->
                new Fault(
                    "words that the model does not know, such as %s, in %s"
                        .formatted(
                            Quoted.always(String.valueOf(words.firstUnseen())),
                            rows(words.unseen())),
                    advice.unseen()));
  }

  private static String rows(long count) {
    return "%,d %s".formatted(count, count == 1 ? "row" : "rows");
  }

  private static Fault fault(long count, String what, String fix) {
    return new Fault("%s in %,d %s".formatted(what, count, count == 1 ? "place" : "places"), fix);
  }
}
