package org.lockstep.training;

import java.util.Locale;

/** Why a run ended. */
public enum StopReason {
  /** All epochs are done. */
  EPOCHS("all epochs are done"),
  /** {@code training.max-iterations} are done. */
  MAX_ITERATIONS("training.max-iterations are done"),
  /** {@code training.max-minutes} are over. */
  MAX_MINUTES("training.max-minutes are over"),
  /** {@code training.target} is reached. */
  TARGET("training.target is reached"),
  /** The metric of early stopping has not improved. */
  EARLY_STOPPING("no gain for training.early-stopping.patience"),
  /** A listener has ended the run. */
  LISTENER("a listener has ended the run"),
  /** The run was requested to stop; it can be resumed. */
  STOPPED("it was requested to stop");

  private final String sentence;

  StopReason(String sentence) {
    this.sentence = sentence;
  }

  /** The name in results, such as {@code early-stopping}. */
  public String resultName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The reason as a clause for messages. */
  public String sentence() {
    return sentence;
  }
}
