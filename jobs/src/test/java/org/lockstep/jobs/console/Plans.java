package org.lockstep.jobs.console;

import java.util.List;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.training.Placement;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.exchange.ExchangeChoice;
import org.lockstep.training.exchange.Traffic;

/** Example plans for tests. */
final class Plans {
  private Plans() {}

  /** A run of the network 64-128-10 in 16 lanes and 4 partitions. */
  static TrainingPlan of(int epochs, int iterationsPerEpoch, long examples, long iterationsDone) {
    return of(
        new Topology(
            List.of(64, 128, 10),
            List.of(Activation.RELU, Activation.SOFTMAX),
            new Loss.CrossEntropy(0)),
        epochs,
        iterationsPerEpoch,
        examples,
        iterationsDone);
  }

  /** The same run with another traffic. */
  static TrainingPlan with(Traffic traffic) {
    return with(new ExchangeChoice(ExchangeKind.RESIDENT, "by Spark's RPC"), traffic);
  }

  /** The same run with another exchange and traffic. */
  static TrainingPlan with(ExchangeChoice exchange, Traffic traffic) {
    TrainingPlan plan = of(30, 23, 1_438, 0);
    return new TrainingPlan(
        plan.folder(),
        plan.topology(),
        plan.data(),
        new Placement(plan.lanes(), plan.partitions(), exchange, traffic),
        plan.length(),
        plan.warnings());
  }

  /** The plan of the same run with another network. */
  static TrainingPlan of(
      Topology topology, int epochs, int iterationsPerEpoch, long examples, long iterationsDone) {
    return new TrainingPlan(
        new TrainingPlan.Output("runs/none", 0),
        topology,
        new TrainingPlan.Examples(examples, 0),
        new Placement(
            16, 4, new ExchangeChoice(ExchangeKind.RESIDENT, "by Spark's RPC"), Traffic.NONE),
        new TrainingPlan.Length(epochs, iterationsPerEpoch, iterationsDone),
        List.of());
  }
}
