package org.lockstep.ml.evaluation;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.lockstep.UserException;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.ml.param.FluentParams;
import org.lockstep.ml.param.ParamsReader;
import org.lockstep.settings.value.ValueType;
import org.lockstep.settings.value.Values;
import org.lockstep.settings.value.WrongValueException;
import scala.Function1;

/**
 * Evaluates a DataFrame of predictions by any metric of Lockstep's registry, for {@code
 * CrossValidator} and {@code TrainValidationSplit}: exactly, with the same bits for every
 * partitioning.
 *
 * <p>Predictions of Lockstep's models name their classes; those of other models are taken as MLlib
 * has them, where label and prediction are the number of the class. The loss is none of its
 * metrics: only a model knows it.
 */
public final class LockstepEvaluator extends Evaluator
    implements FluentParams<LockstepEvaluator>, DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private static final List<ValidationMetric> METRICS =
      Stream.of(ValidationMetric.values()).filter(m -> m != ValidationMetric.LOSS).toList();

  private final String uid;

  /** Creates an evaluator with a random uid. */
  public LockstepEvaluator() {
    this(Identifiable.randomUID("lockstepEvaluator"));
  }

  /** Creates an evaluator. */
  public LockstepEvaluator(String uid) {
    this.uid = uid;
    setDefault(labelCol(), "label");
    setDefault(predictionCol(), "prediction");
    setDefault(probabilityCol(), "probability");
    setDefault(rawPredictionCol(), "rawPrediction");
    setDefault(missingLabel(), MissingLabel.ERROR.settingsName());
  }

  /** Reads a saved evaluator. */
  public static LockstepEvaluator load(String path) {
    return read().load(path);
  }

  /** Returns a reader of saved evaluators. */
  public static MLReader<LockstepEvaluator> read() {
    return new ParamsReader<>(LockstepEvaluator.class, LockstepEvaluator::new);
  }

  private static ValueType<ValidationMetric> metrics() {
    return Values.oneOf(METRICS, ValidationMetric::settingsName);
  }

  private static ValueType<MissingLabel> missing() {
    return Values.oneOf(Arrays.asList(MissingLabel.values()), MissingLabel::settingsName);
  }

  private Param<String> text(String name, String doc) {
    return new Param<>(uid, name, doc, String.class);
  }

  private Param<String> choice(String name, String doc, ValueType<?> type) {
    return new Param<>(
        uid,
        name,
        "%s (%s)".formatted(doc, type.rule()),
        (Function1<String, Object> & Serializable)
            value -> {
              ValueType<?> checked = name.equals("metricName") ? metrics() : missing();
              parsed(name, value, checked);
              return true;
            },
        String.class);
  }

  private static <T> T parsed(String name, String value, ValueType<T> type) {
    try {
      return type.parse((Object) value);
    } catch (WrongValueException e) {
      throw new UserException(
          "%s is %s".formatted(name, value), "a parameter of the evaluator", e.rule(), e);
    }
  }

  /** The metric. */
  public Param<String> metricName() {
    return choice("metricName", "the metric, by its name on the command line", metrics());
  }

  /** The column of labels. */
  public Param<String> labelCol() {
    return text("labelCol", "the column of labels, as the model was trained on it");
  }

  /** The column of predictions. */
  public Param<String> predictionCol() {
    return text(
        "predictionCol",
        "the column of predictions, which metrics of numbers and of predicted classes are of");
  }

  /** The column of probabilities. */
  public Param<String> probabilityCol() {
    return text(
        "probabilityCol",
        "the column of the classes' probabilities, which log-loss, brier, roc-auc and pr-auc are of");
  }

  /** The column of raw predictions. */
  public Param<String> rawPredictionCol() {
    return text(
        "rawPredictionCol",
        "the column of the classes' scores, which roc-auc and pr-auc are of where probabilityCol is"
            + " empty or absent from the DataFrame");
  }

  /** The column of weights. */
  public Param<String> weightCol() {
    return text("weightCol", "the column of the rows' weights; 1 each where it is not set");
  }

  /** The positive class. */
  public Param<String> positiveClass() {
    return text(
        "positiveClass",
        "the label of the class that precision-positive, recall-positive, f1-positive, roc-auc and"
            + " pr-auc are of; where it is not set, that of the model, or of two classes the second");
  }

  /** What becomes of rows without a label. */
  public Param<String> missingLabel() {
    return choice("missingLabel", "what to do with rows whose label is missing", missing());
  }

  /** Sets metricName, such as {@code roc-auc}. */
  public LockstepEvaluator setMetricName(String value) {
    return with(metricName(), value);
  }

  /** Returns metricName. */
  public String getMetricName() {
    return getOrDefault(metricName());
  }

  /** Sets labelCol; default {@code label}. */
  public LockstepEvaluator setLabelCol(String value) {
    return with(labelCol(), value);
  }

  /** Returns labelCol. */
  public String getLabelCol() {
    return getOrDefault(labelCol());
  }

  /** Sets predictionCol; default {@code prediction}. */
  public LockstepEvaluator setPredictionCol(String value) {
    return with(predictionCol(), value);
  }

  /** Returns predictionCol. */
  public String getPredictionCol() {
    return getOrDefault(predictionCol());
  }

  /** Sets probabilityCol; default {@code probability}. */
  public LockstepEvaluator setProbabilityCol(String value) {
    return with(probabilityCol(), value);
  }

  /** Returns probabilityCol. */
  public String getProbabilityCol() {
    return getOrDefault(probabilityCol());
  }

  /** Sets rawPredictionCol; default {@code rawPrediction}. */
  public LockstepEvaluator setRawPredictionCol(String value) {
    return with(rawPredictionCol(), value);
  }

  /** Returns rawPredictionCol. */
  public String getRawPredictionCol() {
    return getOrDefault(rawPredictionCol());
  }

  /** Sets weightCol. */
  public LockstepEvaluator setWeightCol(String value) {
    return with(weightCol(), value);
  }

  /** Returns weightCol. */
  public String getWeightCol() {
    return getOrDefault(weightCol());
  }

  /** Sets positiveClass. */
  public LockstepEvaluator setPositiveClass(String value) {
    return with(positiveClass(), value);
  }

  /** Returns positiveClass. */
  public String getPositiveClass() {
    return getOrDefault(positiveClass());
  }

  /** Sets missingLabel; default {@code error}. */
  public LockstepEvaluator setMissingLabel(String value) {
    return with(missingLabel(), value);
  }

  /** Returns missingLabel. */
  public String getMissingLabel() {
    return getOrDefault(missingLabel());
  }

  @Override
  public LockstepEvaluator self() {
    return this;
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public LockstepEvaluator copy(ParamMap extra) {
    return copyValues(new LockstepEvaluator(uid), extra);
  }

  /** Whether a greater value of the metric is better. */
  @Override
  public boolean isLargerBetter() {
    return metric().isGreaterBetter();
  }

  /**
   * Computes the metric.
   *
   * @param dataset with the label and the columns of predictions that the metric needs
   * @return NaN where the metric is not defined, such as the area of a class that all rows have
   * @throws UserException if no metric is set, a column is absent or not of predictions, a label is
   *     no class of the model, or there are no rows
   */
  @Override
  public double evaluate(Dataset<?> dataset) {
    ValidationMetric metric = metric();
    return new PredictedTable(
            dataset,
            new PredictedTable.Columns(
                getLabelCol(),
                getPredictionCol(),
                getProbabilityCol(),
                getRawPredictionCol(),
                isSet(weightCol()) ? getWeightCol() : ""),
            parsed("missingLabel", getMissingLabel(), missing()))
        .value(metric, Optional.of(positiveClass()).filter(this::isSet).map(this::getOrDefault));
  }

  private ValidationMetric metric() {
    if (!isDefined(metricName())) {
      throw new UserException(
          "no metric is set", "metricName", "choose one of " + ValidationMetric.joined(METRICS));
    }
    return parsed("metricName", getMetricName(), metrics());
  }
}
