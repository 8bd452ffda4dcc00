package org.lockstep.ml;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;

/**
 * The network and how it is trained. Defaults are those of the command line.
 *
 * @param <T> the estimator that has them
 */
public interface TrainingParams<T> extends ColumnParams<T> {

  /** The column of the examples' weights, numbers of 0 or more; 1 each if it is not set. */
  default Param<String> weightCol() {
    return new Param<>(
        this,
        "weightCol",
        "the column of the examples' weights, numbers of 0 or more; 1 each if it is not set");
  }

  /** The column of booleans that is true for rows to validate on; they are not trained on. */
  default Param<String> validationIndicatorCol() {
    return new Param<>(
        this,
        "validationIndicatorCol",
        "the column of booleans that is true for rows to validate on; they are not trained on");
  }

  /**
   * Epochs in a row that may pass without a smaller validation loss before training stops, where
   * validationIndicatorCol is set; the model is the one of the best epoch then; 0 to go through all
   * epochs.
   */
  default IntParam patience() {
    return new IntParam(
        this,
        "patience",
        "epochs in a row that may pass without a smaller validation loss before training "
            + "stops, where validationIndicatorCol is set; the model is the one of the best epoch "
            + "then; 0 to go through all epochs",
        ParamValidators.gtEq(0));
  }

  /** Units of each hidden layer, from the input to the output; may be empty. */
  default IntArrayParam hiddenLayers() {
    return new IntArrayParam(
        this,
        "hiddenLayers",
        "units of each hidden layer, from the input to the output; may be empty");
  }

  /** The activation of the hidden layers. */
  default Param<String> activation() {
    return Names.param(
        this, "activation", "the activation of the hidden layers", Names.ACTIVATIONS);
  }

  /** Share of each hidden layer's units that is dropped in training; in [0, 1). */
  default DoubleParam dropout() {
    return new DoubleParam(
        this,
        "dropout",
        "share of each hidden layer's units that is dropped in training; in [0, 1)",
        ParamValidators.inRange(0, 1, true, false));
  }

  /** Whether the weighted inputs of the hidden layers are normalised. */
  default BooleanParam layerNorm() {
    return new BooleanParam(
        this, "layerNorm", "whether the weighted inputs of the hidden layers are normalised");
  }

  /** What is minimised. */
  default Param<String> loss() {
    return Names.param(this, "loss", "what is minimised", Names.LOSSES);
  }

  /** The optimizer. */
  default Param<String> solver() {
    return Names.param(this, "solver", "the optimizer", Names.SOLVERS);
  }

  /** The learning rate; if it is not set, the usual one of the optimizer. */
  default DoubleParam stepSize() {
    return new DoubleParam(
        this,
        "stepSize",
        "the learning rate; if it is not set, the usual one of the optimizer",
        ParamValidators.gt(0));
  }

  /** Passes over the examples (epochs), at most. */
  default IntParam maxIter() {
    return new IntParam(
        this, "maxIter", "passes over the examples (epochs), at most", ParamValidators.gtEq(1));
  }

  /** Examples of a mini-batch, over the whole cluster; lbfgs takes all. */
  default IntParam batchSize() {
    return new IntParam(
        this,
        "batchSize",
        "examples of a mini-batch, over the whole cluster; lbfgs takes all",
        ParamValidators.gtEq(1));
  }

  /** The regularisation of the weights. */
  default DoubleParam regParam() {
    return new DoubleParam(
        this, "regParam", "the regularisation of the weights", ParamValidators.gtEq(0));
  }

  /** The share of regParam that is an L1 penalty; the rest is L2. */
  default DoubleParam elasticNetParam() {
    return new DoubleParam(
        this,
        "elasticNetParam",
        "the share of regParam that is an L1 penalty; the rest is L2",
        ParamValidators.inRange(0, 1));
  }

  /** How each number is brought to a common scale. */
  default Param<String> scaling() {
    return Names.param(
        this, "scaling", "how each number is brought to a common scale", Names.SCALINGS);
  }

  /** What becomes of null and NaN in columns of numbers and dates. */
  default Param<String> missing() {
    return Names.param(
        this,
        "missing",
        "what becomes of null and NaN in columns of numbers and dates",
        Names.MISSING);
  }

  /** What becomes of null in columns of words. */
  default Param<String> missingWords() {
    return Names.param(
        this, "missingWords", "what becomes of null in columns of words", Names.MISSING);
  }

  /** What becomes of rows whose label is null or NaN. */
  default Param<String> missingLabel() {
    return Names.param(
        this,
        "missingLabel",
        "what becomes of rows whose label, or one of whose targets, is null or NaN",
        Names.MISSING_LABEL);
  }

  /** What becomes of a word that the training rows did not have. */
  default Param<String> unseenWords() {
    return Names.param(
        this,
        "unseenWords",
        "what becomes of a word that the training rows did not have",
        Names.UNSEEN);
  }

  /** Up to so many different words each have an input of their own; above, they are hashed. */
  default IntParam maxLevels() {
    return new IntParam(
        this,
        "maxLevels",
        "up to so many different words each have an input of their own; above, they are "
            + "hashed",
        ParamValidators.gtEq(1));
  }

  /** Inputs of a column whose words are hashed. */
  default IntParam hashBuckets() {
    return new IntParam(
        this, "hashBuckets", "inputs of a column whose words are hashed", ParamValidators.gtEq(2));
  }

  /** How dates and timestamps become numbers, or error to refuse them. */
  default Param<String> dates() {
    return Names.param(
        this,
        "dates",
        "how dates and timestamps become numbers, or error to refuse them",
        Names.DATES);
  }

  /** The seed of every random draw. */
  default LongParam seed() {
    return new LongParam(this, "seed", "the seed of every random draw");
  }

  /** Virtual workers; if it is not set, as many as suit the batch size. */
  default IntParam lanes() {
    return new IntParam(
        this,
        "lanes",
        "virtual workers; if it is not set, as many as suit the batch size",
        ParamValidators.inRange(1, 65536));
  }

  /** Sets weightCol. */
  default T setWeightCol(String value) {
    return with(weightCol(), value);
  }

  /** Returns weightCol. */
  default String getWeightCol() {
    return getOrDefault(weightCol());
  }

  /** Sets validationIndicatorCol. */
  default T setValidationIndicatorCol(String value) {
    return with(validationIndicatorCol(), value);
  }

  /** Returns validationIndicatorCol. */
  default String getValidationIndicatorCol() {
    return getOrDefault(validationIndicatorCol());
  }

  /** Sets patience; default {@code 5}. */
  default T setPatience(int value) {
    return with(patience(), value);
  }

  /** Returns patience. */
  default int getPatience() {
    return value(patience(), Integer.class);
  }

  /** Sets hiddenLayers; default one of 64. */
  default T setHiddenLayers(int... values) {
    return with(hiddenLayers(), values.clone());
  }

  /** Returns hiddenLayers. */
  default int[] getHiddenLayers() {
    return getOrDefault(hiddenLayers()).clone();
  }

  /** Sets activation; default {@code relu}. */
  default T setActivation(String value) {
    return with(activation(), value);
  }

  /** Returns activation. */
  default String getActivation() {
    return getOrDefault(activation());
  }

  /** Sets dropout; default {@code 0.0}. */
  default T setDropout(double value) {
    return with(dropout(), value);
  }

  /** Returns dropout. */
  default double getDropout() {
    return value(dropout(), Double.class);
  }

  /** Sets layerNorm; default {@code false}. */
  default T setLayerNorm(boolean value) {
    return with(layerNorm(), value);
  }

  /** Returns layerNorm. */
  default boolean getLayerNorm() {
    return value(layerNorm(), Boolean.class);
  }

  /** Sets loss. */
  default T setLoss(String value) {
    return with(loss(), value);
  }

  /** Returns loss. */
  default String getLoss() {
    return getOrDefault(loss());
  }

  /** Sets solver; default {@code sgd}. */
  default T setSolver(String value) {
    return with(solver(), value);
  }

  /** Returns solver. */
  default String getSolver() {
    return getOrDefault(solver());
  }

  /** Sets stepSize. */
  default T setStepSize(double value) {
    return with(stepSize(), value);
  }

  /** Returns stepSize. */
  default double getStepSize() {
    return value(stepSize(), Double.class);
  }

  /** Sets maxIter; default {@code 20}. */
  default T setMaxIter(int value) {
    return with(maxIter(), value);
  }

  /** Returns maxIter. */
  default int getMaxIter() {
    return value(maxIter(), Integer.class);
  }

  /** Sets batchSize; default {@code 128}. */
  default T setBatchSize(int value) {
    return with(batchSize(), value);
  }

  /** Returns batchSize. */
  default int getBatchSize() {
    return value(batchSize(), Integer.class);
  }

  /** Sets regParam; default {@code 0.0}. */
  default T setRegParam(double value) {
    return with(regParam(), value);
  }

  /** Returns regParam. */
  default double getRegParam() {
    return value(regParam(), Double.class);
  }

  /** Sets elasticNetParam; default {@code 0.0}. */
  default T setElasticNetParam(double value) {
    return with(elasticNetParam(), value);
  }

  /** Returns elasticNetParam. */
  default double getElasticNetParam() {
    return value(elasticNetParam(), Double.class);
  }

  /** Sets scaling; default {@code standard}. */
  default T setScaling(String value) {
    return with(scaling(), value);
  }

  /** Returns scaling. */
  default String getScaling() {
    return getOrDefault(scaling());
  }

  /** Sets missing; default {@code error}. */
  default T setMissing(String value) {
    return with(missing(), value);
  }

  /** Returns missing. */
  default String getMissing() {
    return getOrDefault(missing());
  }

  /** Sets missingWords; default {@code indicator}. */
  default T setMissingWords(String value) {
    return with(missingWords(), value);
  }

  /** Returns missingWords. */
  default String getMissingWords() {
    return getOrDefault(missingWords());
  }

  /** Sets missingLabel; default {@code error}. */
  default T setMissingLabel(String value) {
    return with(missingLabel(), value);
  }

  /** Returns missingLabel. */
  default String getMissingLabel() {
    return getOrDefault(missingLabel());
  }

  /** Sets unseenWords; default {@code error}. */
  default T setUnseenWords(String value) {
    return with(unseenWords(), value);
  }

  /** Returns unseenWords. */
  default String getUnseenWords() {
    return getOrDefault(unseenWords());
  }

  /** Sets maxLevels; default {@code 100}. */
  default T setMaxLevels(int value) {
    return with(maxLevels(), value);
  }

  /** Returns maxLevels. */
  default int getMaxLevels() {
    return value(maxLevels(), Integer.class);
  }

  /** Sets hashBuckets; default {@code 64}. */
  default T setHashBuckets(int value) {
    return with(hashBuckets(), value);
  }

  /** Returns hashBuckets. */
  default int getHashBuckets() {
    return value(hashBuckets(), Integer.class);
  }

  /** Sets dates; default {@code cyclic}. */
  default T setDates(String value) {
    return with(dates(), value);
  }

  /** Returns dates. */
  default String getDates() {
    return getOrDefault(dates());
  }

  /** Sets seed; default {@code 1}. */
  default T setSeed(long value) {
    return with(seed(), value);
  }

  /** Returns seed. */
  default long getSeed() {
    return value(seed(), Long.class);
  }

  /** Sets lanes. */
  default T setLanes(int value) {
    return with(lanes(), value);
  }

  /** Returns lanes. */
  default int getLanes() {
    return value(lanes(), Integer.class);
  }

  /** Gives the parameters their defaults. */
  default void setTrainingDefaults() {
    setDefault(patience(), 5);
    setDefault(hiddenLayers(), new int[] {64});
    setDefault(activation(), "relu");
    setDefault(dropout(), 0.0);
    setDefault(layerNorm(), false);
    setDefault(solver(), "sgd");
    setDefault(maxIter(), 20);
    setDefault(batchSize(), 128);
    setDefault(regParam(), 0.0);
    setDefault(elasticNetParam(), 0.0);
    setDefault(scaling(), "standard");
    setDefault(missing(), "error");
    setDefault(missingWords(), "indicator");
    setDefault(missingLabel(), "error");
    setDefault(unseenWords(), "error");
    setDefault(maxLevels(), 100);
    setDefault(hashBuckets(), 64);
    setDefault(dates(), "cyclic");
    setDefault(seed(), 1L);
  }
}
