package org.lockstep.jobs.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.lockstep.training.IterationResult;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.exchange.ExchangeTiming;

/** Records the time of each iteration by phase. */
final class IterationTimes implements TrainingListener {
  private final int warmUp;
  private final List<Iteration> iterations = new ArrayList<>();
  private @Nullable TrainingPlan plan;
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

    /** The time until the last gradient has arrived. */
    double waited() {
      return timing.waitNanos() * 1e-6;
    }

    /** The time of the exchange without the arithmetic: wake-ups, messages, scheduling. */
    double send() {
      return waited() - compute();
    }

    double reduce() {
      return timing.reduceNanos() * 1e-6;
    }

    double publish() {
      return timing.publishNanos() * 1e-6;
    }

    /** The time outside the exchange: the optimizer's step and the order of the next batch. */
    double update() {
      return wall - publish() - waited() - reduce();
    }

    /** The ratio of the whole iteration to its arithmetic. */
    double ratio() {
      return wall / compute();
    }
  }

  /**
   * Creates the listener of one run.
   *
   * @param warmUp the number of first iterations that are not recorded
   */
  IterationTimes(int warmUp) {
    this.warmUp = warmUp;
  }

  @Override
  public void started(TrainingPlan plan) {
    this.plan = plan;
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

  /** The plan of the run. */
  TrainingPlan plan() {
    return Objects.requireNonNull(plan, "no run has started");
  }

  List<Iteration> iterations() {
    return iterations;
  }

  static Spread spread(List<Iteration> iterations, ToDoubleFunction<Iteration> of) {
    return Spread.of(iterations.stream().mapToDouble(of).boxed().toList());
  }
}
