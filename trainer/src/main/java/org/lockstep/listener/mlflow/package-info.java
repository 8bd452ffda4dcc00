/**
 * A run in MLflow: its settings as parameters, the rows of its history as metrics, its digest as a
 * tag, its model as artifacts.
 *
 * <p>{@link MlflowListener} is notified of the run, and {@link MlflowServer} sends it to a tracking
 * server by MLflow's client, the library {@code org.mlflow:mlflow-client}. The library is not part
 * of Lockstep: only {@link MlflowServer} and {@link OneServer} may refer to it, and {@link
 * MlflowAddress} looks for it before they are loaded.
 */
@NullMarked
package org.lockstep.listener.mlflow;

import org.jspecify.annotations.NullMarked;
