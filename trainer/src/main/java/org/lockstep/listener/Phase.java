package org.lockstep.listener;

import java.util.Locale;

/** A part of the time of a training; the arithmetic first, then what is paid for it. */
public enum Phase {
  COMPUTE("the arithmetic of the slowest task"),
  PUBLISH("handing the parameters out"),
  SEND("the rest of the wait for the last answer"),
  REDUCE("finishing the tree of additions"),
  UPDATE("the optimizer's step"),
  VALIDATE("evaluating the model on the validation examples"),
  OTHER("copies for checkpoints, listeners, the order of the next epoch");

  private final String meaning;

  Phase(String meaning) {
    this.meaning = meaning;
  }

  /** Its name in the history. */
  public String historyName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What is done in it. */
  public String meaning() {
    return meaning;
  }

  /** Its class in the style sheet of the charts. */
  public String style() {
    return "phase-" + historyName();
  }

  /** Its seconds; the differences of two clocks among them may be a little below 0. */
  public double of(PhaseSeconds all) {
    double seconds =
        switch (this) {
          case COMPUTE -> all.compute();
          case PUBLISH -> all.publish();
          case SEND -> all.send();
          case REDUCE -> all.reduce();
          case UPDATE -> all.update();
          case VALIDATE -> all.validate();
          case OTHER -> all.other();
        };
    return Math.max(0, seconds);
  }
}
