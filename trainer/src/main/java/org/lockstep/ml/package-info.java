/**
 * Lockstep as stages of Spark ML: estimators that train on a DataFrame, and their models.
 *
 * <p>{@link org.lockstep.ml.LockstepClassifier} and {@link org.lockstep.ml.LockstepRegressor} have
 * the parameters of MLlib by MLlib's names, as far as they mean the same ({@link
 * org.lockstep.ml.ColumnParams}, {@link org.lockstep.ml.ProbabilityParams}, {@link
 * org.lockstep.ml.TrainingParams}); they come to the bits that the command line comes to with the
 * same settings. What they share is in {@link org.lockstep.ml.LockstepEstimator} and {@link
 * org.lockstep.ml.LockstepModel}.
 */
@NullMarked
package org.lockstep.ml;

import org.jspecify.annotations.NullMarked;
