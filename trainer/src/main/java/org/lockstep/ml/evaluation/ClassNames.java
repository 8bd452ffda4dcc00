package org.lockstep.ml.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a model, in the metadata of the columns that it writes: by them an evaluator knows
 * what the predictions mean without the model.
 *
 * @param labels as texts, in the order of the probabilities
 * @param areNumbered whether a prediction is the number of a class from 0, and not a label
 * @param positive the label that the metrics of one class are of; null if there is none
 */
public record ClassNames(List<String> labels, boolean areNumbered, @Nullable String positive) {
  private static final String KEY = "lockstep";
  private static final String LABELS = "labels";
  private static final String NUMBERED = "numbered";
  private static final String POSITIVE = "positive";

  /** Copies the list. */
  public ClassNames {
    labels = List.copyOf(labels);
  }

  /** The metadata of a column of predictions, probabilities or raw predictions. */
  public Metadata metadata() {
    MetadataBuilder names =
        new MetadataBuilder()
            .putStringArray(LABELS, labels.toArray(String[]::new))
            .putBoolean(NUMBERED, areNumbered);
    if (positive != null) {
      names.putString(POSITIVE, positive);
    }
    return new MetadataBuilder().putMetadata(KEY, names.build()).build();
  }

  /** Those of a column; empty if the metadata name none. */
  static Optional<ClassNames> of(Metadata column) {
    if (!column.contains(KEY)) {
      return Optional.empty();
    }
    Metadata names = column.getMetadata(KEY);
    return Optional.of(
        new ClassNames(
            Arrays.asList(names.getStringArray(LABELS)),
            names.getBoolean(NUMBERED),
            names.contains(POSITIVE) ? names.getString(POSITIVE) : null));
  }
}
