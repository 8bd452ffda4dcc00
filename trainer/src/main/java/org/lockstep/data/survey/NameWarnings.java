package org.lockstep.data.survey;

import java.util.ArrayList;
import java.util.List;
import org.lockstep.UserException;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.table.Advice;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.GraphNames;
import org.lockstep.encoding.PredictionColumns;

/**
 * Warnings about columns that have the name of a prediction column: training works, but {@code
 * predict} and {@code export} then need other names for their outputs.
 */
final class NameWarnings {
  private NameWarnings() {}

  /** Returns the warnings about the columns of a run, one line each. */
  static List<String> of(TableColumns columns, Encoding encoding) {
    if (columns.advice().names() == Advice.Names.PARAMETERS) {
      return List.of(); // an estimator refuses columns with the names of its outputs
    }
    List<String> warnings = new ArrayList<>();
    List<String> used = new ArrayList<>(columns.featureNames());
    used.addAll(columns.labelNames());
    List<String> outputs = PredictionColumns.DEFAULT.names(encoding.target());
    for (String name : used) {
      outputs.stream()
          .filter(name::equalsIgnoreCase)
          .forEach(
              output ->
                  warnings.add(
                      "column %s has the name of a column that predict adds: give it --%s-column"
                              .formatted(name, output)
                          + " NAME for a table with this column"));
    }
    GraphNames.DEFAULT.clashes(encoding).stream()
        .map(UserException::getMessage)
        .forEach(clash -> warnings.add("an export to ONNX needs another name: " + clash));
    return warnings;
  }
}
