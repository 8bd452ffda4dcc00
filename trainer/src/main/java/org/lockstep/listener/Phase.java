package org.lockstep.listener;

import java.util.Locale;

/** A part of the time of a training: the arithmetic first, then the overhead. */
public enum Phase {
  COMPUTE("the arithmetic of the slowest task"),
  PUBLISH("sending the parameters"),
  SEND("the rest of the wait for the last result: messages, executors that do not answer"),
  REDUCE("finishing the tree of additions"),
  UPDATE("the optimizer's step"),
  VALIDATE("evaluating the model on the validation examples"),
  OTHER("copies for checkpoints, listeners, the order of the next epoch");

  private final String meaning;

  Phase(String meaning) {
    this.meaning = meaning;
  }

  /** The name in the history. */
  public String historyName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A description for users. */
  public String meaning() {
    return meaning;
  }

  /** The CSS class of the phase in charts. */
  public String style() {
    return "phase-" + historyName();
  }

  /** The seconds of this phase, at least 0: differences of two clocks may be a little below. */
  public double of(PhaseSeconds all) {
    double seconds =
        switch (this) {
          case COMPUTE -> all.exchange().compute();
          case PUBLISH -> all.exchange().publish();
          case SEND -> all.exchange().send();
          case REDUCE -> all.exchange().reduce();
          case UPDATE -> all.update();
          case VALIDATE -> all.validate();
          case OTHER -> all.other();
        };
    return Math.max(0, seconds);
  }
}
