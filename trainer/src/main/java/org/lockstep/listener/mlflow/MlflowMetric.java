package org.lockstep.listener.mlflow;

/**
 * A point of a curve.
 *
 * @param timestamp milliseconds since 1970
 * @param step the iteration
 */
record MlflowMetric(String name, double value, long timestamp, long step) {}
