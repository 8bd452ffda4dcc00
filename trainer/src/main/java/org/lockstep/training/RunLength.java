package org.lockstep.training;

import org.lockstep.data.lane.BatchPlan;
import org.lockstep.network.Topology;
import org.lockstep.optimization.Descent;
import org.lockstep.optimization.DescentState;
import org.lockstep.optimization.schedule.Horizon;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.training.lane.LaneContext;
import org.lockstep.training.network.ParameterRanges;

/** Batch size, number of iterations, and descent of a run. */
public final class RunLength {
  private RunLength() {}

  /** Batch size of the settings, or all examples if the optimizer needs them. */
  public static int batchSize(TrainingSettings training) {
    return training.descent().optimizer().isFullBatch() ? BatchPlan.ALL : training.batches().size();
  }

  /** Iterations of a run, if no stopping rule ends it earlier. */
  static long iterations(TrainingSettings training, BatchPlan plan) {
    return Math.min(
        (long) training.batches().epochs() * plan.iterationsPerEpoch(),
        training.stopping().maxIterations().orElse(Long.MAX_VALUE));
  }

  /** Creates the descent of a run over the batches of {@code plan}. */
  static Descent start(TrainingSettings training, Topology topology, BatchPlan plan) {
    return new Descent(
        training.descent(),
        ParameterRanges.of(topology),
        plan.batchSize(),
        horizon(training, plan));
  }

  /** Creates the descent of a run that is resumed, from its saved state. */
  static Descent resume(
      TrainingSettings training, Topology topology, BatchPlan plan, DescentState state) {
    return new Descent(
        training.descent(),
        ParameterRanges.of(topology),
        plan.batchSize(),
        horizon(training, plan),
        state);
  }

  /** How dropout changes over a run. */
  static LaneContext.DropoutCourse dropout(TrainingSettings training, BatchPlan plan) {
    return new LaneContext.DropoutCourse(
        training.network().units().dropoutSchedule(), iterations(training, plan));
  }

  private static Horizon horizon(TrainingSettings training, BatchPlan plan) {
    return new Horizon(plan.iterationsPerEpoch(), iterations(training, plan));
  }
}
