package org.lockstep.jobs.report;

import java.util.Optional;
import org.lockstep.model.Manifest;

/**
 * The model of a finished run.
 *
 * @param manifest its description, as its folder holds it
 * @param evaluation empty if the report was requested without a table to evaluate on
 * @param explanation empty if its columns have not been explained
 */
public record ReportedModel(
    Manifest manifest,
    Optional<ReportedEvaluation> evaluation,
    Optional<ReportedExplanation> explanation) {
  /** Creates a model that has not been evaluated. */
  public ReportedModel(Manifest manifest) {
    this(manifest, Optional.empty(), Optional.empty());
  }

  /** The same model with what {@code explain} has found. */
  public ReportedModel with(Optional<ReportedExplanation> found) {
    return new ReportedModel(manifest, evaluation, found);
  }
}
