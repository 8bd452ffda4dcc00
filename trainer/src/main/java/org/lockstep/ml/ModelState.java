package org.lockstep.ml;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.network.Inference;

/** What a model of Spark ML holds beside its parameters. Thread-safe. */
final class ModelState implements Serializable {
  private static final long serialVersionUID = 1L;

  private final @Nullable Model trained;
  private final transient @Nullable Metrics validation;
  private transient @Nullable LockstepSummary summary;
  private transient @Nullable Inference inference;

  ModelState(@Nullable Model trained, @Nullable Metrics validation) {
    this.trained = trained;
    this.validation = validation;
  }

  /** Whether it is that of a model without a network. */
  boolean isEmpty() {
    return trained == null;
  }

  /**
   * The network.
   *
   * @throws IllegalStateException if there is none
   */
  Model trained() {
    if (trained == null) {
      throw new IllegalStateException(
          "the model has no network; fit an estimator, or load a model");
    }
    return trained;
  }

  @Nullable Metrics validation() {
    return validation;
  }

  synchronized @Nullable LockstepSummary summary() {
    return summary;
  }

  synchronized void setSummary(@Nullable LockstepSummary known) {
    summary = known;
  }

  synchronized Inference inference() {
    if (inference == null) {
      inference = new Inference(trained().topology(), trained().parameters());
    }
    return inference;
  }
}
