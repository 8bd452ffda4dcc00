package org.lockstep.training;

import java.util.Locale;

/** Why a run has ended. */
public enum StopReason {
  /** All epochs are done. */
  EPOCHS("all epochs are done"),
  /** As many iterations as were asked for are done. */
  MAX_ITERATIONS("training.max-iterations are done"),
  /** The time is over. */
  MAX_MINUTES("training.max-minutes are over"),
  /** The target has been reached. */
  TARGET("training.target is reached"),
  /** The model got no better. */
  EARLY_STOPPING("no gain for training.early-stopping.patience"),
  /** Somebody has asked for it; the run can be resumed. */
  STOPPED("it was asked to");

  private final String sentence;

  StopReason(String sentence) {
    this.sentence = sentence;
  }

  /** Its name in results, such as {@code early-stopping}. */
  public String resultName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The same for people. */
  public String sentence() {
    return sentence;
  }
}
