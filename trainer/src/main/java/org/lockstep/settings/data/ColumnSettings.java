package org.lockstep.settings.data;

import java.util.List;
import java.util.Optional;

/**
 * The columns of a table and their meaning.
 *
 * @param label the label column; for regression one or more target columns
 * @param features the feature columns in the order of the network's inputs; empty for all columns
 *     that are neither labels, nor weights, nor marks of validation rows
 * @param weight the column of the examples' weights, numbers of 0 or more; empty for 1 each
 */
public record ColumnSettings(List<String> label, List<String> features, Optional<String> weight) {
  /** Copies the lists. */
  public ColumnSettings {
    label = List.copyOf(label);
    features = List.copyOf(features);
  }

  /** Columns without one for the weights of examples. */
  public static ColumnSettings of(List<String> label, List<String> features) {
    return new ColumnSettings(label, features, Optional.empty());
  }
}
