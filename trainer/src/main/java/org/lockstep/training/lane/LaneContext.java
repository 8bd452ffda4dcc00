package org.lockstep.training.lane;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.encoding.Task;
import org.lockstep.network.Kernel;
import org.lockstep.network.Topology;
import org.lockstep.optimization.schedule.Annealing;
import org.lockstep.training.metric.WantedMetrics;

/**
 * Immutable inputs of every lane computation of a run; sent to the executors once.
 *
 * @param topology the network
 * @param kernel computes its matrix products
 * @param targets the examples' targets, and what is computed from them
 * @param plan assigns examples to mini-batches
 * @param seed of the order in which lanes visit their examples, and of dropout
 * @param dropout how the share of units that is dropped changes
 */
public record LaneContext(
    Topology topology,
    Kernel kernel,
    Targets targets,
    BatchPlan plan,
    long seed,
    DropoutCourse dropout)
    implements Serializable {
  /** Creates the context of computations that need no dropout, or always the same. */
  public LaneContext(Topology topology, Kernel kernel, Targets targets, BatchPlan plan, long seed) {
    this(topology, kernel, targets, plan, seed, DropoutCourse.CONSTANT);
  }

  /** Creates a context without class weights, and with the usual metrics. */
  public LaneContext(Topology topology, Kernel kernel, Task task, BatchPlan plan, long seed) {
    this(topology, kernel, new Targets(task, List.of(), null), plan, seed);
  }

  /** The share of each hidden layer's units that is dropped in the iteration of a mini-batch. */
  double dropoutAt(Batch batch) {
    return topology.dropout()
        * dropout.schedule().factor(plan.iteration(batch), dropout.iterations());
  }

  /**
   * How the share of units that is dropped changes.
   *
   * @param schedule of what the topology's share is multiplied by
   * @param iterations T, the length of the run
   */
  public record DropoutCourse(Annealing schedule, long iterations) implements Serializable {
    static final DropoutCourse CONSTANT = new DropoutCourse(Annealing.CONSTANT, 1);
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
