package org.lockstep.training;

import org.lockstep.data.lane.BatchPlan;
import org.lockstep.network.Topology;
import org.lockstep.optimization.Descent;
import org.lockstep.optimization.DescentState;
import org.lockstep.optimization.schedule.Horizon;
import org.lockstep.settings.TrainingSettings;

/** How long the batches of a run are, how many iterations it has, and the descent over them. */
final class RunLength {
  private RunLength() {}

  /** The batch size that the optimizer asks for: as set, or all examples. */
  static int batchSize(TrainingSettings training) {
    return training.descent().optimizer().isFullBatch() ? BatchPlan.ALL : training.batches().size();
  }

  /** Iterations of a run that no other rule ends. */
  static long iterations(TrainingSettings training, BatchPlan plan) {
    return Math.min(
        (long) training.batches().epochs() * plan.iterationsPerEpoch(),
        training.stopping().maxIterations().orElse(Long.MAX_VALUE));
  }

  /** The descent of a run over the batches of {@code plan}. */
  static Descent start(TrainingSettings training, Topology topology, BatchPlan plan) {
    return new Descent(
        training.descent(), LayerRanges.of(topology), plan.batchSize(), horizon(training, plan));
  }

  /** The same, going on from a state that was saved. */
  static Descent resume(
      TrainingSettings training, Topology topology, BatchPlan plan, DescentState state) {
    return new Descent(
        training.descent(),
        LayerRanges.of(topology),
        plan.batchSize(),
        horizon(training, plan),
        state);
  }

  private static Horizon horizon(TrainingSettings training, BatchPlan plan) {
    return new Horizon(plan.iterationsPerEpoch(), iterations(training, plan));
  }
}
