package org.lockstep.scoring;

import java.util.List;

/** The prediction of a model for a row. */
public sealed interface RowPrediction {
  /**
   * The prediction of a classification.
   *
   * @param label the class that is predicted, by the model's threshold or as the most probable one,
   *     the first of equally probable ones: a {@code String}, a {@code Boolean} or a {@code Long}
   * @param probabilities one for each class, in the order of {@link Scorer#labels}
   */
  record Label(Object label, List<Float> probabilities) implements RowPrediction {
    /** Copies the list. */
    public Label {
      probabilities = List.copyOf(probabilities);
    }
  }

  /**
   * The prediction of a regression.
   *
   * @param values one for each target, in the units of the data
   * @param quantiles for each target one for each level that the network was trained on, ascending;
   *     empty for a network of one number a target
   */
  record Values(List<Double> values, List<List<Double>> quantiles) implements RowPrediction {
    /** Copies the lists. */
    public Values {
      values = List.copyOf(values);
      quantiles = List.copyOf(quantiles);
    }

    /** One number for each target. */
    public Values(List<Double> values) {
      this(values, List.of());
    }
  }
}
