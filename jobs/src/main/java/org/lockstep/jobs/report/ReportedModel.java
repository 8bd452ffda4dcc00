package org.lockstep.jobs.report;

import java.util.Optional;
import org.lockstep.model.Manifest;

/**
 * The model of a finished run.
 *
 * @param manifest its description, as its folder holds it
 * @param evaluation empty if the report was requested without a table to evaluate on
 */
public record ReportedModel(Manifest manifest, Optional<ReportedEvaluation> evaluation) {
  /** Creates a model that has not been evaluated. */
  public ReportedModel(Manifest manifest) {
    this(manifest, Optional.empty());
  }
}
