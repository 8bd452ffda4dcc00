/**
 * A run in MLflow: its settings as parameters, the rows of its history as metrics, its digest as a
 * tag, its model as artifacts.
 *
 * <p>{@link MlflowListener} hears of the run, an {@link MlflowStore} keeps it: {@link MlflowFolder}
 * writes MLflow's own layout of files and needs nothing more, {@link MlflowServer} talks to a
 * tracking server by MLflow's client, the library {@code org.mlflow:mlflow-client}, which is not
 * part of Lockstep: only that class may refer to it.
 */
@NullMarked
package org.lockstep.listener.mlflow;

import org.jspecify.annotations.NullMarked;
