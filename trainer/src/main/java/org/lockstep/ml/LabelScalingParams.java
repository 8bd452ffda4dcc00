package org.lockstep.ml;

import org.apache.spark.ml.param.Param;

/**
 * How a regression brings its label to a common scale.
 *
 * @param <T> the stage that has it
 */
public interface LabelScalingParams<T> extends FluentParams<T> {
  /** How the label is brought to a common scale. */
  default Param<String> labelScaling() {
    return Names.param(
        this,
        "labelScaling",
        "how the label is brought to a common scale; if it is not set, standard, or none where the"
            + " loss is for some numbers alone",
        Names.SCALINGS);
  }

  /** Returns labelScaling. */
  default String getLabelScaling() {
    return getOrDefault(labelScaling());
  }
}
