package org.lockstep.data.survey;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.FractionalType;
import org.apache.spark.sql.types.StructField;
import org.lockstep.Problems;
import org.lockstep.Quoted;
import org.lockstep.UserException;
import org.lockstep.data.column.LabelReader;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.table.Advice;

/** The labels of a classification in a surveyed table: checks them, and orders the classes. */
final class Labels {
  /** With fewer classes, few rows for each are a sign of a small table, not of an id. */
  private static final int FEWEST_OF_AN_ID = 10;

  private final TableSurvey survey;
  private final String column;
  private final String path;
  private final Advice advice;
  private final String missing;

  private Labels(TableColumns columns, TableSurvey survey) {
    this.survey = survey;
    StructField label = columns.labels().get(0);
    column = label.name();
    path = columns.table().path();
    advice = columns.advice();
    missing =
        label.dataType() instanceof FractionalType && !(label.dataType() instanceof DecimalType)
            ? "null or NaN"
            : "null";
  }

  /** The labels of a surveyed table. */
  static Labels of(TableColumns columns, TableSurvey survey) {
    return new Labels(columns, survey);
  }

  /** Reports labels that are missing or cannot be classes. */
  void check(Problems problems) {
    if (survey.missingLabels() > 0) {
      boolean isEmpty = survey.labels().isEmpty();
      problems.add(
          new UserException(
              "label column %s has %s in %s"
                  .formatted(
                      column,
                      isEmpty ? "nothing but " + missing : "missing values (%s)".formatted(missing),
                      rows(survey.missingLabels())),
              path,
              isEmpty ? advice.otherLabel() : advice.missingLabel()));
    }
    refuse(
        value -> Double.isInfinite(value),
        "is infinite",
        "replace these values, or drop these rows",
        problems);
    refuse(
        value -> Math.abs(value) > LabelReader.LARGEST && !Double.isInfinite(value),
        "is too large to be told from its neighbours",
        "whole numbers up to 2^53 can be classes: cast the column to strings",
        problems);
    refuse(
        value -> Math.abs(value) <= LabelReader.LARGEST,
        "is no class but a number that is not whole",
        "labels must be whole numbers, booleans or strings; to learn numbers " + advice.regress(),
        problems);
  }

  private void refuse(Predicate<Double> wrong, String what, String fix, Problems problems) {
    Map<Object, Long> labels = survey.labels();
    long rows = 0;
    Optional<Double> first = Optional.empty();
    for (Map.Entry<Object, Long> label : labels.entrySet()) {
      if (label.getKey() instanceof LabelReader.Fraction number && wrong.test(number.value())) {
        rows += label.getValue();
        first =
            first.filter(least -> least <= number.value()).or(() -> Optional.of(number.value()));
      }
    }
    if (first.isPresent()) {
      problems.add(
          new UserException(
              "label column %s %s, such as %s, in %s"
                  .formatted(column, what, first.get(), rows(rows)),
              path,
              fix));
    }
  }

  /**
   * The classes in the order of the network's outputs.
   *
   * @param count the number of classes by the settings, 0 to {@code count - 1}; empty for the
   *     labels of the rows
   * @throws UserException if there are too few or too many classes, or a label is not one of them
   */
  List<Object> classes(OptionalInt count) {
    if (count.isPresent()) {
      List<Object> classes =
          LongStream.range(0, count.getAsInt()).<Object>mapToObj(label -> label).toList();
      requireAmong(classes, otherClasses());
      return classes;
    }
    if (survey.hasTooManyLabels()) {
      throw new UserException(
          "label column %s has more than %,d different labels: is it an id?"
              .formatted(column, survey.labels().size() - 1),
          path,
          otherColumn());
    }
    if (survey.labels().size() < 2) {
      throw new UserException(
          "label column %s has only one class: %s"
              .formatted(column, Quoted.of(survey.labels().keySet().iterator().next())),
          path,
          "a classification needs two or more: add rows of another class, or "
              + advice.otherLabel());
    }
    return inOrder(survey);
  }

  /** The advice where the number of classes is set and a label is not one of them. */
  private String otherClasses() {
    if (advice.names() == Advice.Names.PARAMETERS) {
      return "drop these rows, or correct the number of classes in the metadata of the column";
    }
    long most =
        survey.labels().keySet().stream()
            .mapToLong(label -> label instanceof Long number && number >= 0 ? number : -1)
            .reduce(0, (a, b) -> a < 0 || b < 0 ? -1 : Math.max(a, b));
    return most < 0 || most >= Integer.MAX_VALUE
        ? "drop these rows, or take out data.classes: the classes are those of the table then"
        : "drop these rows, or set data.classes = %d, or take it out".formatted(most + 1);
  }

  /** Such as {@code name another column in data.label}. */
  private String otherColumn() {
    boolean areNumbers = survey.labels().keySet().stream().allMatch(Long.class::isInstance);
    return areNumbers
        ? "%s, or to learn numbers %s".formatted(advice.otherLabel(), advice.regress())
        : advice.otherLabel();
  }

  /** A warning if the labels look like ids. */
  Optional<String> warning() {
    long rows = survey.rows();
    if (!isLikeId(survey.labels(), rows)) {
      return Optional.empty();
    }
    return Optional.of(
        "label column %s has %,d classes in %s, %,d of them in one row alone: is it an id? %s"
            .formatted(
                column,
                survey.labels().size(),
                rows(rows),
                singles(survey.labels()),
                otherColumn()));
  }

  /**
   * Whether labels look like ids: half of them or more are in one row only, or there are at most
   * two rows for each label on average.
   */
  static boolean isLikeId(Map<Object, Long> labels, long rows) {
    long classes = labels.size();
    return classes >= FEWEST_OF_AN_ID && (2 * singles(labels) >= classes || 2 * classes >= rows);
  }

  private static long singles(Map<Object, Long> labels) {
    return labels.values().stream().filter(count -> count == 1).count();
  }

  /** The labels that can be classes, in the order of the network's outputs. */
  static List<Object> inOrder(TableSurvey survey) {
    return survey.labels().keySet().stream()
        .filter(label -> !(label instanceof LabelReader.Fraction))
        .sorted(Labels::compare)
        .toList();
  }

  /**
   * Requires that all labels are known classes.
   *
   * @throws UserException that names the first unknown one
   */
  void requireKnown(List<Object> known) {
    requireAmong(
        known,
        advice.isOfModel()
            ? "correct the labels or drop these rows, or train with these classes"
            : "correct the labels, drop these rows, or have rows with them among those to train on");
  }

  private void requireAmong(List<Object> known, String fix) {
    Set<Object> classes = new HashSet<>(known);
    List<Object> unknown =
        survey.labels().keySet().stream()
            .filter(label -> !classes.contains(label))
            .sorted(Comparator.comparing(String::valueOf))
            .toList();
    if (unknown.isEmpty()) {
      return;
    }
    Object first = unknown.get(0);
    throw new UserException(
        "label column %s has %s in %s, which is none of the %d classes %s%s"
            .formatted(
                column,
                first instanceof LabelReader.Fraction number
                    ? String.valueOf(number.value())
                    : Quoted.of(first),
                rows(survey.labels().getOrDefault(first, 0L)),
                known.size(),
                Quoted.list(known),
                unknown.size() == 1
                    ? ""
                    : ", and %,d more such labels".formatted(unknown.size() - 1)),
        path,
        fix);
  }

  private static String rows(long count) {
    return "%,d %s".formatted(count, count == 1 ? "row" : "rows");
  }

  /** Strings by code unit, false before true, whole numbers by size; a column holds one kind. */
  private static int compare(Object a, Object b) {
    if (a instanceof Long number) {
      return number.compareTo((Long) b);
    }
    return a instanceof Boolean truth
        ? truth.compareTo((Boolean) b)
        : ((String) a).compareTo((String) b);
  }
}
