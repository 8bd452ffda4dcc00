/**
 * How well a model does, in full: sums over examples that the lanes' tree adds up, and the metrics
 * that follow from them. No Spark in it.
 *
 * <p>The names and the conventions are scikit-learn's, and a test holds the values to its own.
 * Where a metric is not defined, this is what it is:
 *
 * <ul>
 *   <li>precision, recall and F1 that divide by zero are 0; their macro means go over the classes
 *       that occur among labels or answers;
 *   <li>ROC AUC of a class that all examples have, or none, is NaN, and its macro mean goes over
 *       the other classes; PR AUC of a class that none have is 0, and counts in the macro mean;
 *   <li>R² and explained variance of a target that is constant are NaN, and so is their mean.
 * </ul>
 *
 * <p>Examples may have weights; every metric is the weighted one then.
 */
@NullMarked
package org.lockstep.training.metric;

import org.jspecify.annotations.NullMarked;
