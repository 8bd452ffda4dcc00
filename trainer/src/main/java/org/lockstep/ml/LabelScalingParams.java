package org.lockstep.ml;

import org.apache.spark.ml.param.Param;

/**
 * How a regression brings its label to a common scale.
 *
 * @param <T> the stage that has it
 */
public interface LabelScalingParams<T> extends TrainingParams<T> {
  /** How the label is brought to a common scale. */
  default Param<String> labelScaling() {
    return text("labelScaling");
  }

  /** Returns labelScaling. */
  default String getLabelScaling() {
    return getOrDefault(labelScaling());
  }
}
