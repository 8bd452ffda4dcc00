/**
 * Uses a trained model on a table: {@link org.lockstep.training.evaluation.Evaluation} computes its
 * metrics, {@link org.lockstep.training.evaluation.Prediction} writes a table with its predictions.
 */
@NullMarked
package org.lockstep.training.evaluation;

import org.jspecify.annotations.NullMarked;
