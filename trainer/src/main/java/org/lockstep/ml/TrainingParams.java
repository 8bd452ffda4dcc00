package org.lockstep.ml;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;

/**
 * The network and how it is trained: an estimator has them to be set ({@link TrainingSetters}), and
 * its model keeps what it was trained with. Defaults are those of the command line.
 *
 * @param <T> the stage that has them
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
    return (IntArrayParam) SettingParams.of(this, "hiddenLayers");
  }

  /** The activation of the hidden layers. */
  default Param<String> activation() {
    return text("activation");
  }

  /** Share of each hidden layer's units that is dropped in training; in [0, 1). */
  default DoubleParam dropout() {
    return (DoubleParam) SettingParams.of(this, "dropout");
  }

  /** Whether the weighted inputs of the hidden layers are normalised. */
  default BooleanParam layerNorm() {
    return (BooleanParam) SettingParams.of(this, "layerNorm");
  }

  /** The loss that is minimised. */
  default Param<String> loss() {
    return text("loss");
  }

  /** The optimizer. */
  default Param<String> solver() {
    return text("solver");
  }

  /** The learning rate; if it is not set, the usual one of the optimizer. */
  default DoubleParam stepSize() {
    return (DoubleParam) SettingParams.of(this, "stepSize");
  }

  /** Passes over the examples (epochs), at most. */
  default IntParam maxIter() {
    return (IntParam) SettingParams.of(this, "maxIter");
  }

  /** Examples of a mini-batch, over the whole cluster; lbfgs takes all. */
  default IntParam batchSize() {
    return (IntParam) SettingParams.of(this, "batchSize");
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

  /** The scaling of each number: none, standard or min-max. */
  default Param<String> scaling() {
    return text("scaling");
  }

  /** How null and NaN are treated in columns of numbers and dates. */
  default Param<String> missing() {
    return text("missing");
  }

  /** How null is treated in columns of words. */
  default Param<String> missingWords() {
    return text("missingWords");
  }

  /** How rows are treated whose label is null or NaN. */
  default Param<String> missingLabel() {
    return text("missingLabel");
  }

  /** How a word is treated that the training rows did not have. */
  default Param<String> unseenWords() {
    return text("unseenWords");
  }

  /**
   * Columns with up to this number of different words have an input for each; others are hashed.
   */
  default IntParam maxLevels() {
    return (IntParam) SettingParams.of(this, "maxLevels");
  }

  /** Inputs of a column whose words are hashed. */
  default IntParam hashBuckets() {
    return (IntParam) SettingParams.of(this, "hashBuckets");
  }

  /** How dates and timestamps become numbers, or error to refuse them. */
  default Param<String> dates() {
    return text("dates");
  }

  /** The seed of every random draw. */
  default LongParam seed() {
    return (LongParam) SettingParams.of(this, "seed");
  }

  /** Virtual workers; if it is not set, as many as suit the batch size. */
  default IntParam lanes() {
    return (IntParam) SettingParams.of(this, "lanes");
  }

  /** Returns weightCol. */
  default String getWeightCol() {
    return getOrDefault(weightCol());
  }

  /** Returns validationIndicatorCol. */
  default String getValidationIndicatorCol() {
    return getOrDefault(validationIndicatorCol());
  }

  /** Returns patience. */
  default int getPatience() {
    return value(patience(), Integer.class);
  }

  /** Returns hiddenLayers. */
  default int[] getHiddenLayers() {
    return getOrDefault(hiddenLayers()).clone();
  }

  /** Returns activation. */
  default String getActivation() {
    return getOrDefault(activation());
  }

  /** Returns dropout. */
  default double getDropout() {
    return value(dropout(), Double.class);
  }

  /** Returns layerNorm. */
  default boolean getLayerNorm() {
    return value(layerNorm(), Boolean.class);
  }

  /** Returns loss. */
  default String getLoss() {
    return getOrDefault(loss());
  }

  /** Returns solver. */
  default String getSolver() {
    return getOrDefault(solver());
  }

  /** Returns stepSize. */
  default double getStepSize() {
    return value(stepSize(), Double.class);
  }

  /** Returns maxIter. */
  default int getMaxIter() {
    return value(maxIter(), Integer.class);
  }

  /** Returns batchSize. */
  default int getBatchSize() {
    return value(batchSize(), Integer.class);
  }

  /** Returns regParam. */
  default double getRegParam() {
    return value(regParam(), Double.class);
  }

  /** Returns elasticNetParam. */
  default double getElasticNetParam() {
    return value(elasticNetParam(), Double.class);
  }

  /** Returns scaling. */
  default String getScaling() {
    return getOrDefault(scaling());
  }

  /** Returns missing. */
  default String getMissing() {
    return getOrDefault(missing());
  }

  /** Returns missingWords. */
  default String getMissingWords() {
    return getOrDefault(missingWords());
  }

  /** Returns missingLabel. */
  default String getMissingLabel() {
    return getOrDefault(missingLabel());
  }

  /** Returns unseenWords. */
  default String getUnseenWords() {
    return getOrDefault(unseenWords());
  }

  /** Returns maxLevels. */
  default int getMaxLevels() {
    return value(maxLevels(), Integer.class);
  }

  /** Returns hashBuckets. */
  default int getHashBuckets() {
    return value(hashBuckets(), Integer.class);
  }

  /** Returns dates. */
  default String getDates() {
    return getOrDefault(dates());
  }

  /** Returns seed. */
  default long getSeed() {
    return value(seed(), Long.class);
  }

  /** Returns lanes. */
  default int getLanes() {
    return value(lanes(), Integer.class);
  }

  /** A parameter that is a text. */
  @SuppressWarnings("unchecked") // a setting that is a text is a parameter of texts
  default Param<String> text(String name) {
    return (Param<String>) SettingParams.of(this, name);
  }
}
