package org.lockstep.jobs.model;

import java.util.Optional;
import org.lockstep.NumberFormats;
import org.lockstep.Quoted;
import org.lockstep.encoding.TargetEncoding;

/** The sentence about the threshold of a model. */
public final class ThresholdLine {
  private ThresholdLine() {}

  /** From which probability on the positive class is predicted; empty without a threshold. */
  public static Optional<String> of(TargetEncoding target) {
    return target instanceof TargetEncoding.Classes classes
        ? classes
            .thresholdLabel()
            .map(
                label ->
                    "%s is predicted from a probability of %s on"
                        .formatted(
                            Quoted.of(label),
                            NumberFormats.decimals(classes.decision().threshold())))
        : Optional.empty();
  }
}
