package org.lockstep.training.checkpoint;

import java.util.Collections;
import java.util.SortedMap;
import org.lockstep.UserException;

/**
 * All that a run needs to go on as if nothing had happened.
 *
 * @param progress how far it has come
 * @param vectors the parameters, those of the best judgement, and the optimizer's, by name; nobody
 *     writes into them
 */
public record Checkpoint(Progress progress, SortedMap<String, float[]> vectors) {
  /** The vector of the parameters θ. */
  public static final String PARAMETERS = "parameters";

  /** The vector of the best parameters, if early stopping keeps them. */
  public static final String BEST = "best";

  /** Makes the map read-only. */
  public Checkpoint {
    vectors = Collections.unmodifiableSortedMap(vectors);
  }

  /**
   * Checks that a run can go on from here.
   *
   * @param parameterCount of its network
   * @param optimizerVectors that its optimizer remembers, each as long as the parameters
   * @param optimizerNumbers that its optimizer remembers
   * @param scheduleNumbers that its schedule remembers
   * @throws UserException if there are others: whoever has written them, it was not this run
   */
  public void requireFits(
      int parameterCount, int optimizerVectors, int optimizerNumbers, int scheduleNumbers) {
    requireVector(PARAMETERS, parameterCount);
    if (vectors.containsKey(BEST)) {
      requireVector(BEST, parameterCount);
    }
    for (int i = 0; i < optimizerVectors; i++) {
      requireVector(optimizerVector(i), parameterCount);
    }
    requireCount("numbers of the optimizer", progress.optimizer().size(), optimizerNumbers);
    requireCount("numbers of the schedule", progress.schedule().size(), scheduleNumbers);
  }

  private void requireVector(String name, int length) {
    float[] vector = vectors.get(name);
    requireCount("values of the vector " + name, vector == null ? 0 : vector.length, length);
  }

  private void requireCount(String what, int found, int expected) {
    if (found != expected) {
      throw new UserException(
          "the checkpoint of iteration %d has %,d %s, the run needs %,d"
              .formatted(progress.iteration(), found, what, expected),
          "its checkpoints",
          "delete its file, to go on from the checkpoint before");
    }
  }

  /** The name of the optimizer's vector of that number. */
  public static String optimizerVector(int number) {
    return "optimizer." + number;
  }
}
