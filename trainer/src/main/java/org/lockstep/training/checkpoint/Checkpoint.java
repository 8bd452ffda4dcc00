package org.lockstep.training.checkpoint;

import java.util.Collections;
import java.util.SortedMap;

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

  /** The name of the optimizer's vector of that number. */
  public static String optimizerVector(int number) {
    return "optimizer." + number;
  }
}
