package org.lockstep.ml.callback;

import java.util.Map;

/** A function that is called after each epoch of a fit; Python implements it through Py4J. */
@FunctionalInterface
public interface EpochCallback {
  /**
   * Takes the figures of an epoch.
   *
   * @param epoch as {@link EpochFigures} has them
   * @return whether to end the training here, with the model that it has
   */
  boolean epochDone(Map<String, Object> epoch);
}
