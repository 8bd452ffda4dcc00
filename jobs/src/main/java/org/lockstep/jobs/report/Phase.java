package org.lockstep.jobs.report;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.lockstep.listener.PhaseSeconds;

/** A part of the time of a training; the arithmetic first, then what is paid for it. */
enum Phase {
  COMPUTE("the arithmetic of the slowest task", PhaseSeconds::compute),
  PUBLISH("handing the parameters out", PhaseSeconds::publish),
  SEND("the rest of the wait for the last answer", PhaseSeconds::send),
  REDUCE("finishing the tree of additions", PhaseSeconds::reduce),
  UPDATE("the optimizer's step", PhaseSeconds::update),
  VALIDATE("judging the model", PhaseSeconds::validate),
  OTHER("copies for checkpoints, listeners, the order of the next epoch", PhaseSeconds::other);

  private final String meaning;
  private final ToDoubleFunction<PhaseSeconds> seconds;

  Phase(String meaning, ToDoubleFunction<PhaseSeconds> seconds) {
    this.meaning = meaning;
    this.seconds = seconds;
  }

  /** Its name in the history. */
  String historyName() {
    return name().toLowerCase(Locale.ROOT);
  }

  String meaning() {
    return meaning;
  }

  /** Its class in the style sheet. */
  String style() {
    return "phase-" + historyName();
  }

  /** Its seconds; the differences of two clocks among them may be a little below 0. */
  double of(PhaseSeconds all) {
    return Math.max(0, seconds.applyAsDouble(all));
  }
}
