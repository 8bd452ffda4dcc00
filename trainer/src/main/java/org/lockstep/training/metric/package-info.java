/**
 * Metrics of a model on a table: sums over examples, which are added in the lanes' tree, and the
 * metrics computed from them. Free of Spark.
 *
 * <p>Names and conventions are scikit-learn's, and a test compares the values with its. Where a
 * metric is undefined, its value is:
 *
 * <ul>
 *   <li>precision, recall and F1 that divide by zero are 0; their macro means are over the classes
 *       that occur among labels or predictions;
 *   <li>ROC AUC of a class that all examples have, or none, is NaN, and its macro mean goes over
 *       the other classes; PR AUC of a class that none have is 0, and counts in the macro mean;
 *   <li>R² and explained variance of a target that is constant are NaN, and so is their mean.
 * </ul>
 *
 * <p>If examples have weights, all metrics are weighted.
 */
@NullMarked
package org.lockstep.training.metric;

import org.jspecify.annotations.NullMarked;
