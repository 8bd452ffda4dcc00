package org.lockstep.training.lane;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.encoding.Task;
import org.lockstep.network.Kernel;
import org.lockstep.network.Topology;
import org.lockstep.training.metric.WantedMetrics;

/**
 * Immutable inputs of every lane computation of a run; sent to the executors once.
 *
 * @param topology the network
 * @param kernel computes its matrix products
 * @param targets the examples' targets, and what is computed from them
 * @param plan assigns examples to mini-batches
 * @param seed of the order in which lanes visit their examples, and of dropout
 */
public record LaneContext(
    Topology topology, Kernel kernel, Targets targets, BatchPlan plan, long seed)
    implements Serializable {
  /** Creates a context without class weights, and with the usual metrics. */
  public LaneContext(Topology topology, Kernel kernel, Task task, BatchPlan plan, long seed) {
    this(topology, kernel, new Targets(task, List.of(), null), plan, seed);
  }

  /**
   * The targets of the examples.
   *
   * @param task whether an example's targets are a class or numbers
   * @param classWeights training weight of the examples of each class; empty for 1 each
   * @param metrics those that a validation computes; null for those that are always computed
   */
  public record Targets(Task task, List<Double> classWeights, @Nullable WantedMetrics metrics)
      implements Serializable {
    /** Copies the list. */
    public Targets {
      classWeights = List.copyOf(classWeights);
    }
  }
}
