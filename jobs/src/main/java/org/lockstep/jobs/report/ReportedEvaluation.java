package org.lockstep.jobs.report;

import java.util.List;
import org.lockstep.training.evaluation.Prediction;
import org.lockstep.training.metric.Scorecard;

/**
 * The evaluation of a run's model on a table, made for the report.
 *
 * @param data the path of the table
 * @param scorecard all metrics
 * @param predictions a sample of the table's rows with the predictions of a regression; empty for a
 *     classification
 */
public record ReportedEvaluation(
    String data, Scorecard scorecard, List<Prediction.PredictedRow> predictions) {
  /** Copies the list. */
  public ReportedEvaluation {
    predictions = List.copyOf(predictions);
  }
}
