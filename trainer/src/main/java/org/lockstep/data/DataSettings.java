package org.lockstep.data;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Task;

/**
 * What to learn from: the table and the meaning of its columns.
 *
 * @param train a Parquet file, a folder of them, or a glob
 * @param validation what the model is judged on
 * @param task classes or numbers
 * @param label the label column; for regression one or more target columns
 * @param features the feature columns in the order of the network's inputs; empty for all columns
 *     that are neither labels, nor weights, nor marks of validation rows
 * @param scaling of the features, each on its own
 * @param targetScaling of the targets of a regression; predictions are given back unscaled
 * @param classes for whole-number labels: they are 0 to this number less one, whether or not all of
 *     them occur; empty to take the classes from the data
 * @param seed of the order of the rows and of the validation fraction
 * @param targetRange what the targets of a regression may be
 * @param weight the column of the examples' weights, numbers of 0 or more; empty for 1 each
 * @param encoding how features become inputs, beside their scaling
 */
public record DataSettings(
    String train,
    Validation validation,
    Task task,
    List<String> label,
    List<String> features,
    Scaling scaling,
    Scaling targetScaling,
    OptionalInt classes,
    long seed,
    TargetRange targetRange,
    Optional<String> weight,
    EncodingSettings encoding) {
  /** Settings that allow any target, of examples that are worth the same, and no missing value. */
  public DataSettings(
      String train,
      Validation validation,
      Task task,
      List<String> label,
      List<String> features,
      Scaling scaling,
      Scaling targetScaling,
      OptionalInt classes,
      long seed) {
    this(
        train,
        validation,
        task,
        label,
        features,
        scaling,
        targetScaling,
        classes,
        seed,
        TargetRange.ANY,
        Optional.empty(),
        EncodingSettings.DEFAULT);
  }

  /** Copies the lists. */
  public DataSettings {
    label = List.copyOf(label);
    features = List.copyOf(features);
  }

  /** The share of the rows that is held back for validation; 0 for none. */
  double heldBackShare() {
    return validation instanceof Validation.Fraction fraction ? fraction.share() : 0;
  }
}
