package org.lockstep.training.checkpoint;

import java.util.Collections;
import java.util.SortedMap;
import org.lockstep.UserException;

/**
 * The state of a run: a run that is resumed from it gives the bits of one that was not interrupted.
 *
 * @param progress how far the run has come
 * @param vectors the parameters, the best parameters, and the optimizer's vectors, by name; do not
 *     modify
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
   * Checks that a run can be resumed from here.
   *
   * @param parameterCount of its network
   * @param optimizerVectors number of its optimizer's vectors, each as long as the parameters
   * @param optimizerNumbers number of its optimizer's numbers
   * @param scheduleNumbers number of its schedule's numbers
   * @throws UserException if one of these numbers differs: the checkpoint is of another run
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
    requireCount(
        "numbers of the optimizer", progress.numbers().optimizer().size(), optimizerNumbers);
    requireCount("numbers of the schedule", progress.numbers().schedule().size(), scheduleNumbers);
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
          "delete its file, to resume from the checkpoint before");
    }
  }

  /** The name of the optimizer's vector of that number. */
  public static String optimizerVector(int number) {
    return "optimizer." + number;
  }
}
