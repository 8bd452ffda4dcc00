package org.lockstep.jobs.report;

import java.util.List;
import org.lockstep.training.evaluation.Prediction;
import org.lockstep.training.metric.Scorecard;

/**
 * How a run's model did when the report was made.
 *
 * @param data the path of the table
 * @param scorecard all metrics
 * @param answers of a regression, for some of the rows; none of a classification
 */
public record Judgement(String data, Scorecard scorecard, List<Prediction.PredictedRow> answers) {
  /** Copies the list. */
  public Judgement {
    answers = List.copyOf(answers);
  }
}
