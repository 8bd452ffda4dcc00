package org.lockstep.data;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.lockstep.Problems;
import org.lockstep.UserException;

/** The labels of a classification, as a survey found them. */
final class Labels {
  private Labels() {}

  /** Reports labels that are missing or not whole. */
  static void check(TableSurvey survey, String column, String path, Problems problems) {
    if (survey.missingLabels() > 0) {
      problems.add(
          new UserException(
              "label column %s has missing values (null) in %,d rows"
                  .formatted(column, survey.missingLabels()),
              path,
              "drop these rows"));
    }
    LongStream fractionRows =
        survey.labels().entrySet().stream()
            .filter(e -> e.getKey() instanceof LabelReader.Fraction)
            .mapToLong(Map.Entry::getValue);
    survey.labels().keySet().stream()
        .filter(LabelReader.Fraction.class::isInstance)
        .map(label -> ((LabelReader.Fraction) label).value())
        .min(Comparator.naturalOrder())
        .ifPresent(
            value ->
                problems.add(
                    new UserException(
                        "label column %s is no class but a number that is not whole, such as %s,"
                                .formatted(column, value)
                            + " in %,d rows".formatted(fractionRows.sum()),
                        path,
                        "labels must be whole numbers, booleans or strings;"
                            + " to learn numbers set training.task = regression")));
  }

  /**
   * The classes in the order of the network's outputs.
   *
   * @throws UserException if there are too few or too many, or others than there should be
   */
  static List<Object> of(TableSurvey survey, String column, String path, OptionalInt classes) {
    if (classes.isPresent()) {
      List<Object> labels =
          LongStream.range(0, classes.getAsInt()).<Object>mapToObj(l -> l).toList();
      requireKnown(survey, column, path, labels);
      return labels;
    }
    if (survey.hasTooManyLabels()) {
      throw new UserException(
          "label column %s has more than %,d different labels"
              .formatted(column, survey.labels().size() - 1),
          path,
          "to learn numbers set training.task = regression");
    }
    if (survey.labels().size() < 2) {
      throw new UserException(
          "label column %s has only one class: %s"
              .formatted(column, survey.labels().keySet().iterator().next()),
          path,
          "a classification needs two or more");
    }
    return inOrder(survey);
  }

  /** The labels that can be classes, in the order of the network's outputs. */
  static List<Object> inOrder(TableSurvey survey) {
    return survey.labels().keySet().stream()
        .filter(label -> !(label instanceof LabelReader.Fraction))
        .sorted(Labels::compare)
        .toList();
  }

  /**
   * Refuses labels that are none of the known classes.
   *
   * @throws UserException with one of them
   */
  static void requireKnown(TableSurvey survey, String column, String path, List<Object> known) {
    survey.labels().entrySet().stream()
        .filter(e -> !known.contains(e.getKey()))
        .findFirst()
        .ifPresent(
            unknown -> {
              throw new UserException(
                  "label column %s has %s in %,d rows, which is none of the %d classes %s"
                      .formatted(
                          column,
                          unknown.getKey(),
                          unknown.getValue(),
                          known.size(),
                          shortened(known)),
                  path,
                  "drop these rows, or train with these classes");
            });
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

  private static String shortened(List<Object> labels) {
    return labels.size() <= 10
        ? labels.toString()
        : "%s, ..., %s".formatted(labels.subList(0, 5), labels.get(labels.size() - 1));
  }
}
