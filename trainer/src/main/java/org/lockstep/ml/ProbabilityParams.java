package org.lockstep.ml;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.Param;
import scala.Function1;

/**
 * Output columns and thresholds of a classification.
 *
 * @param <T> the stage that has them
 */
public interface ProbabilityParams<T> extends ColumnParams<T> {
  /** The column of weighted inputs. */
  default Param<String> rawPredictionCol() {
    return new Param<>(
        this,
        "rawPredictionCol",
        "the column of the output layer's weighted inputs, less their mean; empty for none");
  }

  /** The column of probabilities. */
  default Param<String> probabilityCol() {
    return new Param<>(
        this, "probabilityCol", "the column of the classes' probabilities; empty for none");
  }

  /** The column of predicted labels. */
  default Param<String> predictedLabelCol() {
    return new Param<>(
        this,
        "predictedLabelCol",
        "the column of predicted labels, for labels that are no numbers; empty for none");
  }

  /** The thresholds. */
  default DoubleArrayParam thresholds() {
    Function1<double[], Object> valid =
        (Function1<double[], Object> & Serializable)
            t ->
                Arrays.stream(t).allMatch(threshold -> threshold >= 0)
                    && Arrays.stream(t).filter(threshold -> threshold == 0).count() <= 1;
    return new DoubleArrayParam(
        this,
        "thresholds",
        "one for each class, 0 or more and at most one of them 0: the class with the largest"
            + " probability divided by its threshold is predicted",
        valid);
  }

  /** Sets the column of weighted inputs; default {@code rawPrediction}. */
  default T setRawPredictionCol(String value) {
    return with(rawPredictionCol(), value);
  }

  /** Returns the column of weighted inputs. */
  default String getRawPredictionCol() {
    return getOrDefault(rawPredictionCol());
  }

  /** Sets the column of probabilities; default {@code probability}. */
  default T setProbabilityCol(String value) {
    return with(probabilityCol(), value);
  }

  /** Returns the column of probabilities. */
  default String getProbabilityCol() {
    return getOrDefault(probabilityCol());
  }

  /** Sets the column of predicted labels; default {@code predictedLabel}. */
  default T setPredictedLabelCol(String value) {
    return with(predictedLabelCol(), value);
  }

  /** Returns the column of predicted labels. */
  default String getPredictedLabelCol() {
    return getOrDefault(predictedLabelCol());
  }

  /** Sets the thresholds; without them the most probable class is predicted. */
  default T setThresholds(double... values) {
    return with(thresholds(), values.clone());
  }

  /** Returns the thresholds. */
  default double[] getThresholds() {
    return getOrDefault(thresholds()).clone();
  }

  /** Gives the parameters their defaults. */
  default void setProbabilityDefaults() {
    setDefault(rawPredictionCol(), "rawPrediction");
    setDefault(probabilityCol(), "probability");
    setDefault(predictedLabelCol(), "predictedLabel");
  }
}
