package org.lockstep.ml;

import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.lockstep.Quoted;
import org.lockstep.UserException;
import org.lockstep.data.prediction.PredictionFormat;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Task;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;

/** A network that predicts classes. */
public final class LockstepClassificationModel extends LockstepModel<LockstepClassificationModel>
    implements ProbabilityParams<LockstepClassificationModel> {
  private static final long serialVersionUID = 1L;

  LockstepClassificationModel(String uid, Model trained, @Nullable Metrics validation) {
    super(uid, trained, validation);
    setProbabilityDefaults();
  }

  /**
   * Reads a saved model.
   *
   * @throws UserException if its files are damaged
   */
  public static LockstepClassificationModel load(String path) {
    return read().load(path);
  }

  /** Returns a reader of saved models. */
  public static MLReader<LockstepClassificationModel> read() {
    return new ModelReader<>(
        LockstepClassificationModel.class, Task.CLASSIFICATION, LockstepClassificationModel::new);
  }

  /** As that of MLlib's models, with the number of classes. */
  @Override
  public String toString() {
    return super.toString() + ", numClasses=" + numClasses();
  }

  @Override
  Task task() {
    return Task.CLASSIFICATION;
  }

  @Override
  public LockstepClassificationModel self() {
    return this;
  }

  /** The classes in the order of the probabilities: strings, booleans, or {@code Long}. */
  public List<Object> labels() {
    return ((TargetEncoding.Classes) trained().encoding().target()).labels();
  }

  /** How many classes there are. */
  public int numClasses() {
    return labels().size();
  }

  /** Predicts the class of one vector of features, as {@link #transform} does. */
  public double predict(Vector features) {
    return predictOne(features).getDouble(2);
  }

  /** The weighted inputs of the output layer for one vector of features, less their mean. */
  public Vector predictRaw(Vector features) {
    return predictOne(features).getAs(0);
  }

  /** The probability of each class for one vector of features. */
  public Vector predictProbability(Vector features) {
    return predictOne(features).getAs(1);
  }

  private Row predictOne(Vector features) {
    return predictOne(
        features, format(new ClassPredictions.Columns("raw", "probability", "prediction", "")));
  }

  @Override
  PredictionFormat format() {
    return format(ClassPredictions.Columns.of(this, labels().get(0) instanceof Long));
  }

  private PredictionFormat format(ClassPredictions.Columns columns) {
    List<Double> thresholds = ClassPredictions.thresholds(this);
    ClassPredictions.requireOneEach(
        thresholds, numClasses(), "each class: " + Quoted.list(labels()));
    return new ClassPredictions(columns, labels(), thresholds);
  }

  @Override
  LockstepClassificationModel fresh() {
    return new LockstepClassificationModel(uid(), trained(), validation());
  }
}
