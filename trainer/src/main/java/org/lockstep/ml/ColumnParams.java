package org.lockstep.ml;

import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;
import org.lockstep.ml.param.FluentParams;

/**
 * The columns that estimators read, and models read and write.
 *
 * @param <T> the stage that has them
 */
public interface ColumnParams<T> extends FluentParams<T> {
  /** The column of features. */
  default Param<String> featuresCol() {
    return new Param<>(
        this, "featuresCol", "the column of features, a vector, an array or any other feature");
  }

  /** The columns of features. */
  default StringArrayParam featuresCols() {
    return new StringArrayParam(
        this,
        "featuresCols",
        "the columns of features: numbers, booleans, words, dates, arrays and vectors, in the"
            + " order of the network's inputs; in place of featuresCol");
  }

  /** The column to learn. */
  default Param<String> labelCol() {
    return new Param<>(this, "labelCol", "the column to learn");
  }

  /** The column of predictions. */
  default Param<String> predictionCol() {
    return new Param<>(this, "predictionCol", "the column of predictions; empty for none");
  }

  /** Sets the column of features; default {@code features}. */
  default T setFeaturesCol(String value) {
    return with(featuresCol(), value);
  }

  /** Returns the column of features. */
  default String getFeaturesCol() {
    return getOrDefault(featuresCol());
  }

  /** Sets the columns of features, which are read in place of featuresCol. */
  default T setFeaturesCols(String... values) {
    return with(featuresCols(), values.clone());
  }

  /** Returns the columns of features; only featuresCol if none are set. */
  default String[] getFeaturesCols() {
    return isDefined(featuresCols())
        ? getOrDefault(featuresCols()).clone()
        : new String[] {getFeaturesCol()};
  }

  /** Sets the column to learn; default {@code label}. */
  default T setLabelCol(String value) {
    return with(labelCol(), value);
  }

  /** Returns the column to learn. */
  default String getLabelCol() {
    return getOrDefault(labelCol());
  }

  /** Sets the column of predictions; default {@code prediction}. */
  default T setPredictionCol(String value) {
    return with(predictionCol(), value);
  }

  /** Returns the column of predictions. */
  default String getPredictionCol() {
    return getOrDefault(predictionCol());
  }

  /** Gives the parameters their defaults. */
  default void setColumnDefaults() {
    setDefault(featuresCol(), "features");
    setDefault(labelCol(), "label");
    setDefault(predictionCol(), "prediction");
  }

  /** The parameter that names the columns of features. */
  default String featuresParam() {
    return isDefined(featuresCols()) ? "featuresCols" : "featuresCol";
  }

  /** The columns of features as a list. */
  default List<String> features() {
    return List.of(getFeaturesCols());
  }
}
