package org.lockstep.ml;

/**
 * Sets {@link TrainingParams}, whose documentation says what each of them is.
 *
 * @param <T> the estimator that has them
 */
public interface TrainingSetters<T> extends TrainingParams<T> {
  /** Sets weightCol. */
  default T setWeightCol(String value) {
    return with(weightCol(), value);
  }

  /** Sets validationIndicatorCol. */
  default T setValidationIndicatorCol(String value) {
    return with(validationIndicatorCol(), value);
  }

  /** Sets patience; default {@code 5}. */
  default T setPatience(int value) {
    return with(patience(), value);
  }

  /** Sets hiddenLayers; default one of 64. */
  default T setHiddenLayers(int... values) {
    return with(hiddenLayers(), values.clone());
  }

  /** Sets activation; default {@code relu}. */
  default T setActivation(String value) {
    return with(activation(), value);
  }

  /** Sets dropout; default {@code 0.0}. */
  default T setDropout(double value) {
    return with(dropout(), value);
  }

  /** Sets layerNorm; default {@code false}. */
  default T setLayerNorm(boolean value) {
    return with(layerNorm(), value);
  }

  /** Sets loss. */
  default T setLoss(String value) {
    return with(loss(), value);
  }

  /** Sets solver; default {@code sgd}. */
  default T setSolver(String value) {
    return with(solver(), value);
  }

  /** Sets stepSize. */
  default T setStepSize(double value) {
    return with(stepSize(), value);
  }

  /** Sets maxIter; default {@code 20}. */
  default T setMaxIter(int value) {
    return with(maxIter(), value);
  }

  /** Sets batchSize; default {@code 128}. */
  default T setBatchSize(int value) {
    return with(batchSize(), value);
  }

  /** Sets regParam; default {@code 0.0}. */
  default T setRegParam(double value) {
    return with(regParam(), value);
  }

  /** Sets elasticNetParam; default {@code 0.0}. */
  default T setElasticNetParam(double value) {
    return with(elasticNetParam(), value);
  }

  /** Sets scaling; default {@code standard}. */
  default T setScaling(String value) {
    return with(scaling(), value);
  }

  /** Sets missing; default {@code error}. */
  default T setMissing(String value) {
    return with(missing(), value);
  }

  /** Sets missingWords; default {@code indicator}. */
  default T setMissingWords(String value) {
    return with(missingWords(), value);
  }

  /** Sets missingLabel; default {@code error}. */
  default T setMissingLabel(String value) {
    return with(missingLabel(), value);
  }

  /** Sets unseenWords; default {@code error}. */
  default T setUnseenWords(String value) {
    return with(unseenWords(), value);
  }

  /** Sets maxLevels; default {@code 100}. */
  default T setMaxLevels(int value) {
    return with(maxLevels(), value);
  }

  /** Sets hashBuckets; default {@code 64}. */
  default T setHashBuckets(int value) {
    return with(hashBuckets(), value);
  }

  /** Sets dates; default {@code cyclic}. */
  default T setDates(String value) {
    return with(dates(), value);
  }

  /** Sets seed; default {@code 1}. */
  default T setSeed(long value) {
    return with(seed(), value);
  }

  /** Sets lanes. */
  default T setLanes(int value) {
    return with(lanes(), value);
  }
}
