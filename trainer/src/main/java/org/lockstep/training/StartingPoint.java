package org.lockstep.training;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.lockstep.UserException;
import org.lockstep.data.lane.DealtLanes;
import org.lockstep.model.Model;
import org.lockstep.optimization.Descent;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.DescentState;
import org.lockstep.optimization.optimizer.OptimizerState;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.training.checkpoint.Checkpoint;
import org.lockstep.training.checkpoint.Progress;
import org.lockstep.training.network.FirstParameters;

/**
 * The state that a run starts from: a checkpoint, the parameters of a model, or random ones.
 *
 * @param plan of the run
 * @param checkpoint to resume from, if there is one
 * @param warmStart the model to start from where there is no checkpoint, if any
 */
record StartingPoint(RunPlan plan, Optional<Checkpoint> checkpoint, Optional<Model> warmStart) {
  /** Iterations that the run has done before. */
  long iterationsDone() {
    return checkpoint.map(c -> c.progress().position().iteration()).orElse(0L);
  }

  /**
   * Creates the vector of parameters θ; the caller may modify it.
   *
   * @param train the lanes, to which data-driven parameters are fitted
   */
  float[] parameters(DealtLanes train) {
    return checkpoint
        .map(c -> c.vectors().get(Checkpoint.PARAMETERS))
        .or(() -> warmStart.map(Model::parameters))
        .map(float[]::clone)
        .orElseGet(
            () ->
                new FirstParameters(training(), plan.topology(), plan.batches())
                    .draw(train::fronts));
  }

  /** Creates the descent, with the optimizer state of the checkpoint if there is one. */
  Descent descent() {
    return checkpoint
        .map(c -> RunLength.resume(training(), plan.topology(), plan.batches(), descentState(c)))
        .orElseGet(() -> RunLength.start(training(), plan.topology(), plan.batches()));
  }

  private DescentState descentState(Checkpoint from) {
    float[][] vectors = new float[training().descent().optimizer().vectorCount()][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = from.vectors().get(Checkpoint.optimizerVector(i));
    }
    Progress.Numbers numbers = from.progress().numbers();
    return new DescentState(
        new OptimizerState(vectors, array(numbers.optimizer())), array(numbers.schedule()));
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * Checks that the run can start here.
   *
   * @throws UserException if the checkpoint does not fit the network or the optimizer, or the run
   *     is to end before it
   */
  void check() {
    DescentSettings descent = training().descent();
    checkpoint.ifPresent(
        c ->
            c.requireFits(
                plan.topology().parameterCount(),
                descent.optimizer().vectorCount(),
                descent.optimizer().numberCount(),
                descent.learningRate().schedule().numberCount()));
    int perEpoch = plan.batches().iterationsPerEpoch();
    requireAtLeast(
        "epochs",
        (iterationsDone() + perEpoch - 1) / perEpoch,
        OptionalLong.of(training().batches().epochs()));
    requireAtLeast("max-iterations", iterationsDone(), training().stopping().maxIterations());
  }

  private static void requireAtLeast(String name, long done, OptionalLong setting) {
    if (setting.orElse(done) < done) {
      throw new UserException(
          "training.%s is %,d, but the run has done %,d already"
              .formatted(name, setting.getAsLong(), done),
          "training." + name,
          "set it to %d or more, or train anew with another output".formatted(done));
    }
  }

  private TrainingSettings training() {
    return plan.settings().training();
  }
}
