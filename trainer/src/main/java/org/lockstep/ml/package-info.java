/**
 * Lockstep as stages of Spark ML: estimators that train on a DataFrame, and their models.
 *
 * <p>{@link org.lockstep.ml.LockstepClassifier} and {@link org.lockstep.ml.LockstepRegressor} have
 * the parameters of MLlib by MLlib's names, as far as they mean the same ({@link
 * org.lockstep.ml.ColumnParams}, {@link org.lockstep.ml.ProbabilityParams}, {@link
 * org.lockstep.ml.TrainingParams}); they give the same bits as the command line with the same
 * settings. They and their models extend MLlib's classes, such as {@code Classifier}, which {@code
 * OneVsRest} and others ask for; what they have in common is therefore in two interfaces, {@link
 * org.lockstep.ml.LockstepEstimator} and {@link org.lockstep.ml.LockstepModel}.
 */
@NullMarked
package org.lockstep.ml;

import org.jspecify.annotations.NullMarked;
