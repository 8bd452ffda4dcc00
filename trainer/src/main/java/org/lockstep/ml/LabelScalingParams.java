package org.lockstep.ml;

import org.apache.spark.ml.param.Param;

/**
 * The scaling of a regression's label.
 *
 * @param <T> the stage that has it
 */
public interface LabelScalingParams<T> extends TrainingParams<T> {
  /** The scaling of the label: none, standard or min-max. */
  default Param<String> labelScaling() {
    return text("labelScaling");
  }

  /** Returns labelScaling. */
  default String getLabelScaling() {
    return getOrDefault(labelScaling());
  }
}
