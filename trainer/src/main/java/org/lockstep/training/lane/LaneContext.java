package org.lockstep.training.lane;

import java.io.Serializable;
import java.util.List;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.encoding.Task;
import org.lockstep.network.Kernel;
import org.lockstep.network.Topology;

/**
 * Immutable inputs of every lane computation of a run; sent to the executors once.
 *
 * @param topology the network
 * @param kernel computes its matrix products
 * @param task whether an example's targets are a class or numbers
 * @param plan assigns examples to mini-batches
 * @param seed of the order in which lanes visit their examples, and of dropout
 * @param classWeights training weight of the examples of each class; empty for 1 each
 */
public record LaneContext(
    Topology topology,
    Kernel kernel,
    Task task,
    BatchPlan plan,
    long seed,
    List<Double> classWeights)
    implements Serializable {
  /** Copies the list. */
  public LaneContext {
    classWeights = List.copyOf(classWeights);
  }

  /** Creates a context without class weights. */
  public LaneContext(Topology topology, Kernel kernel, Task task, BatchPlan plan, long seed) {
    this(topology, kernel, task, plan, seed, List.of());
  }
}
