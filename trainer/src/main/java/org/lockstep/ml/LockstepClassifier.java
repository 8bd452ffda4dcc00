package org.lockstep.ml;

import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.Task;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;

/**
 * Trains a network that predicts classes. The label column holds whole numbers, booleans or words;
 * a column that {@code StringIndexer} has written has as many classes as its metadata say.
 */
public final class LockstepClassifier
    extends LockstepEstimator<LockstepClassifier, LockstepClassificationModel>
    implements ProbabilityParams<LockstepClassifier> {
  private static final long serialVersionUID = 1L;

  /** Creates a classifier with a random uid. */
  public LockstepClassifier() {
    this(Identifiable.randomUID("lockstepClassifier"));
  }

  /** Creates a classifier. */
  public LockstepClassifier(String uid) {
    super(uid);
    setProbabilityDefaults();
  }

  /** Reads a saved classifier. */
  public static LockstepClassifier load(String path) {
    return read().load(path);
  }

  /** Returns a reader of saved classifiers. */
  public static MLReader<LockstepClassifier> read() {
    return new EstimatorReader<>(LockstepClassifier.class, LockstepClassifier::new);
  }

  @Override
  public LockstepClassifier self() {
    return this;
  }

  @Override
  Task task() {
    return Task.CLASSIFICATION;
  }

  @Override
  StructType predictionColumns(StructField label) {
    return ClassPredictions.Columns.of(this, label.dataType() instanceof NumericType).schema();
  }

  @Override
  void requireFit(int classes) {
    ClassPredictions.requireOneEach(ClassPredictions.thresholds(this), classes, "each class");
  }

  @Override
  LockstepClassificationModel model(String uid, Model trained, @Nullable Metrics validation) {
    return new LockstepClassificationModel(uid, trained, validation);
  }
}
