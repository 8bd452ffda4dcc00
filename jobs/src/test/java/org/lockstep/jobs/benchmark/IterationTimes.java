package org.lockstep.jobs.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.lockstep.training.IterationResult;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.exchange.ExchangeTiming;

/** Listens to a run and keeps where the time of each of its iterations went. */
final class IterationTimes implements TrainingListener {
  private final int warmUp;
  private final List<Iteration> iterations = new ArrayList<>();
  private long last;

  /**
   * One iteration, in milliseconds.
   *
   * @param wall from the end of the one before to its own end
   */
  record Iteration(double wall, ExchangeTiming timing) {
    double compute() {
      return timing.computeNanos() * 1e-6;
    }

    /** Until the last answer was there. */
    double waited() {
      return timing.waitNanos() * 1e-6;
    }

    /** What the answers took beside the arithmetic: waking, messages, scheduling. */
    double send() {
      return waited() - compute();
    }

    double reduce() {
      return timing.reduceNanos() * 1e-6;
    }

    double publish() {
      return timing.publishNanos() * 1e-6;
    }

    /** What is not the exchange's: the optimizer's step, and the order of the next batch. */
    double update() {
      return wall - publish() - waited() - reduce();
    }

    /** The whole over the arithmetic that it cannot do without. */
    double ratio() {
      return wall / compute();
    }
  }

  /**
   * Creates the listener of one run.
   *
   * @param warmUp iterations at the start that are not kept
   */
  IterationTimes(int warmUp) {
    this.warmUp = warmUp;
  }

  @Override
  public void started(TrainingPlan plan) {
    last = System.nanoTime();
  }

  @Override
  public void iterationDone(IterationResult result) {
    long now = System.nanoTime();
    if (result.iteration() > warmUp) {
      iterations.add(new Iteration((now - last) * 1e-6, result.timing()));
    }
    last = now;
  }

  List<Iteration> iterations() {
    return iterations;
  }

  static Spread spread(List<Iteration> iterations, ToDoubleFunction<Iteration> of) {
    return Spread.of(iterations.stream().mapToDouble(of).boxed().toList());
  }
}
