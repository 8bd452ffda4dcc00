package org.lockstep.data.survey;

import java.util.ArrayList;
import java.util.List;
import org.lockstep.UserException;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.table.Advice;
import org.lockstep.encoding.AnswerColumns;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.GraphNames;

/**
 * Warnings about columns that are named as what a model's answers are: it trains, but {@code
 * predict} or {@code export} need other names for their outputs then.
 */
final class NameWarnings {
  private NameWarnings() {}

  /** The warnings about the columns of a run, a line each. */
  static List<String> of(TableColumns columns, Encoding encoding) {
    if (columns.advice().names() == Advice.Names.PARAMETERS) {
      return List.of(); // an estimator refuses columns by the names of its answers
    }
    List<String> warnings = new ArrayList<>();
    List<String> used = new ArrayList<>(columns.featureNames());
    used.addAll(columns.labelNames());
    List<String> answers = AnswerColumns.DEFAULT.names(encoding.target());
    for (String name : used) {
      answers.stream()
          .filter(name::equalsIgnoreCase)
          .forEach(
              answer ->
                  warnings.add(
                      "column %s has the name of a column that predict adds: give it --%s-column"
                              .formatted(name, answer)
                          + " NAME for a table with this column"));
    }
    GraphNames.DEFAULT.clashes(encoding).stream()
        .map(UserException::getMessage)
        .forEach(clash -> warnings.add("an export to ONNX needs another name: " + clash));
    return warnings;
  }
}
