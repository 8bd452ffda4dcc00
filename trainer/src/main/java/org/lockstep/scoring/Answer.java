package org.lockstep.scoring;

import java.util.List;

/** What a model says of a row. */
public sealed interface Answer {
  /**
   * Of a classification.
   *
   * @param label the most probable class, the first of equals: a {@code String}, a {@code Boolean}
   *     or a {@code Long}
   * @param probabilities one a class, in the order of {@link Scorer#labels}
   */
  record Label(Object label, List<Float> probabilities) implements Answer {
    /** Copies the list. */
    public Label {
      probabilities = List.copyOf(probabilities);
    }
  }

  /**
   * Of a regression.
   *
   * @param values one a target, in the units of the data
   */
  record Numbers(List<Double> values) implements Answer {
    /** Copies the list. */
    public Numbers {
      values = List.copyOf(values);
    }
  }
}
