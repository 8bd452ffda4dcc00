package org.lockstep.jobs.model;

import java.util.Map;
import org.lockstep.UserException;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.model.Model;

/**
 * How long the run of a model has trained, from its manifest.
 *
 * @param iterations of the run
 * @param modelIteration the iteration whose parameters the model has
 * @param iterationsPerEpoch mini-batches of an epoch
 */
public record ModelLength(long iterations, long modelIteration, int iterationsPerEpoch) {
  /**
   * Reads it.
   *
   * @param path of the model, for the message
   * @throws UserException if the manifest does not tell it
   */
  public static ModelLength of(Model model, String path) {
    Map<String, Object> training = model.provenance().training();
    try {
      BatchPlan plan =
          new BatchPlan(
              number(model.provenance().data(), "examples"),
              Math.toIntExact(number(training, "batch-size")),
              Math.toIntExact(number(training, "lanes")));
      return new ModelLength(
          number(training, "iterations"),
          number(training, "model-iteration"),
          plan.iterationsPerEpoch());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new UserException(
          "the manifest of the model has no complete training record: %s".formatted(e.getMessage()),
          path,
          "delete the folder to train it again",
          e);
    }
  }

  private static long number(Map<String, Object> figures, String name) {
    if (figures.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalArgumentException("it has no " + name);
  }

  /** The complete epochs of the run. */
  public int epochs() {
    return (int) (iterations / iterationsPerEpoch);
  }

  /** The epochs that the parameters of the model have trained. */
  public double modelEpochs() {
    return (double) modelIteration / iterationsPerEpoch;
  }
}
