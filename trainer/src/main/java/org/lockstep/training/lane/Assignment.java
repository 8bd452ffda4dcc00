package org.lockstep.training.lane;

import java.io.Serializable;
import java.util.List;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.encoding.Task;
import org.lockstep.network.Topology;

/**
 * What a worker must know of a run to compute any lane's part of any mini-batch.
 *
 * @param topology the network
 * @param task what an example's targets stand for
 * @param plan which examples belong to which mini-batch
 * @param seed of the order in which lanes visit their examples
 * @param classWeights in training, what an example of each class is worth; empty for 1
 */
public record Assignment(
    Topology topology, Task task, BatchPlan plan, long seed, List<Double> classWeights)
    implements Serializable {
  /** Copies the list. */
  public Assignment {
    classWeights = List.copyOf(classWeights);
  }

  /** Work on classes that are worth the same. */
  public Assignment(Topology topology, Task task, BatchPlan plan, long seed) {
    this(topology, task, plan, seed, List.of());
  }
}
