package org.lockstep.listener.mlflow;

import java.net.URI;
import org.lockstep.Secrets;
import org.lockstep.UserException;

/** Checks the address of an MLflow tracking server, and that the client library is there. */
public final class MlflowAddress {
  /** MLflow's client, one jar with all that it needs. */
  static final String CLIENT = "org.mlflow:mlflow-client:2.17.2";

  private static final String SETTING = "logging.mlflow.tracking-uri";

  private MlflowAddress() {}

  /**
   * Checks an address; nothing is sent to it.
   *
   * @param uri {@code http://HOST} or {@code https://HOST}, perhaps with a port and a path
   * @return the same
   * @throws UserException if it is something else, such as a folder or a database, names no host,
   *     or holds a user or a password
   */
  public static String require(String uri) {
    if (!uri.matches("(?i)https?://.*")) {
      throw new UserException(
          "%s is a folder or a database, and runs are logged to a server of MLflow only"
              .formatted(Secrets.hiddenIn(uri)),
          SETTING,
          "run mlflow server --backend-store-uri sqlite:///mlflow.db and set the address that it"
              + " listens on, such as http://127.0.0.1:5000, or leave the setting out");
    }
    if (uri.matches("[^/]*//[^/]*@.*")) {
      throw new UserException( // which does not repeat it
          "%s holds a user or a password, which the run's folder would keep".formatted(SETTING),
          SETTING,
          "take them out, and set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD in the"
              + " environment");
    }
    if (!namesHost(uri)) {
      throw new UserException(
          "%s names no host".formatted(Secrets.hiddenIn(uri)),
          SETTING,
          "set the address that the server listens on, such as http://127.0.0.1:5000");
    }
    return uri;
  }

  private static boolean namesHost(String uri) {
    try {
      return URI.create(uri).getHost() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Looks for MLflow's client on the class path.
   *
   * @throws UserException if it is not there
   */
  static void requireClient() {
    try {
      Class.forName(
          "org.mlflow.tracking.MlflowClient", false, MlflowAddress.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new UserException(
          "an MLflow server needs MLflow's client, which is not on the class path",
          SETTING,
          "add %s, by --packages of spark-submit, or its jar by LOCKSTEP_CLASSPATH of scripts/lockstep"
              .formatted(CLIENT),
          e);
    }
  }
}
