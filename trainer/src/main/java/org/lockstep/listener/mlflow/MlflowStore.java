package org.lockstep.listener.mlflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.lockstep.UserException;
import org.lockstep.model.FolderFiles;

/** Where MLflow keeps runs; this one of them, once it has begun. For one thread at a time. */
interface MlflowStore {
  /** The library that talks to a server, one jar with all that it needs. */
  String CLIENT = "org.mlflow:mlflow-client:2.17.2";

  /**
   * The store at an address.
   *
   * @param trackingUri of a server, http or https; else a folder on any file system of Hadoop
   * @param experiment what the runs of one kind are called there; made if it is new
   * @throws UserException if it is a server and its client's library is not there
   * @throws UncheckedIOException if there is no such file system
   */
  static MlflowStore at(String trackingUri, String experiment, Configuration hadoop) {
    if (!trackingUri.matches("(?i)https?://.*")) {
      try {
        return new MlflowFolder(hadoop, trackingUri, experiment);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot look at %s".formatted(trackingUri), e);
      }
    }
    try {
      Class.forName("org.mlflow.tracking.MlflowClient", false, MlflowStore.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new UserException(
          "an MLflow server needs MLflow's client, which is not on the class path",
          "logging.mlflow.tracking-uri",
          ("add %s, by --packages of spark-submit, or its jar by LOCKSTEP_CLASSPATH of"
                  + " scripts/lockstep; or name a folder, which needs none")
              .formatted(CLIENT),
          e);
    }
    return new MlflowServer(trackingUri, experiment, hadoop, System.getenv());
  }

  /**
   * Begins a run.
   *
   * @param parameters at most 500 characters each
   * @return its name in the store
   */
  String begin(Map<String, String> parameters, Map<String, String> tags) throws IOException;

  /**
   * Goes on with a run.
   *
   * @param metric a metric that every logged step has
   * @return the last step that is logged, 0 if there is none
   */
  long resume(String runId, String metric) throws IOException;

  /** Adds points of curves. */
  void log(List<MlflowMetric> metrics) throws IOException;

  /** Sets tags. */
  void tag(Map<String, String> tags) throws IOException;

  /** Says how the run has ended. */
  void end(RunState state) throws IOException;

  /**
   * Keeps a copy of a file.
   *
   * @param name of the copy, below the run's artifacts, in place of one that may be there
   * @param files the file system of the original
   */
  void keep(String name, FolderFiles files, Path original) throws IOException;
}
