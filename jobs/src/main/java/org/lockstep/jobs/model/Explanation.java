package org.lockstep.jobs.model;

import java.util.List;
import java.util.Optional;
import org.lockstep.explanation.Dependence;
import org.lockstep.explanation.ExplainedRows;
import org.lockstep.model.Model;
import org.lockstep.training.evaluation.Importance;

/**
 * What was found of a model on a table.
 *
 * @param data the table, as the user wrote it
 * @param dependence on some columns; empty if none was asked for
 * @param rows with their attributions; empty if none were asked for
 */
record Explanation(
    Model model,
    String data,
    Importance importance,
    Optional<Dependence> dependence,
    List<ExplainedRows.One> rows) {
  /** Copies the list. */
  Explanation {
    rows = List.copyOf(rows);
  }
}
