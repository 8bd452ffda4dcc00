/**
 * Record and show a run: history files, charts, Spark's own UI and metrics, TensorBoard, MLflow.
 * Each is a {@link org.lockstep.training.TrainingListener}, or a sink of the one {@link
 * org.lockstep.listener.HistoryRecorder} that turns iterations into rows.
 */
@NullMarked
package org.lockstep.listener;

import org.jspecify.annotations.NullMarked;
