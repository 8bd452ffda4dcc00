package org.lockstep.jobs.report;

import java.util.Optional;
import org.lockstep.data.Encoding;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.model.Provenance;
import org.lockstep.network.Topology;

/**
 * All of a finished run's model but its parameters.
 *
 * @param validation how it does on the validation examples, empty if there were none
 */
public record TrainedModel(
    String digest,
    Topology topology,
    Encoding encoding,
    Provenance provenance,
    Optional<Metrics> validation) {
  /** What is worth telling of a model. */
  public static TrainedModel of(Model model, Optional<Metrics> validation) {
    return new TrainedModel(
        model.digest(), model.topology(), model.encoding(), model.provenance(), validation);
  }
}
