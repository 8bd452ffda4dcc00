package org.lockstep.jobs.session;

import java.util.Map;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.lockstep.Secrets;
import org.lockstep.UserException;
import org.lockstep.network.Kernel;
import org.lockstep.spark.SupportedSpark;
import org.lockstep.training.exchange.LockstepPlugin;

/**
 * The Spark session of a command: the active one, or a new one, which {@link #close} stops.
 *
 * <p>A new session leaves no files in the working directory.
 */
public final class SparkSessions implements AutoCloseable {
  private final SparkSession session;
  private final boolean isOurs;

  private SparkSessions(SparkSession session, boolean isOurs) {
    this.session = session;
    this.isOurs = isOurs;
  }

  /**
   * Opens a session.
   *
   * @param settings of Spark, by their full names; spark-submit and system properties win
   * @throws UserException if Spark rejects a setting, if Lockstep does not support this version of
   *     Spark, or if Spark does not support this version of Java
   */
  public static SparkSessions open(Map<String, String> settings) {
    if (!SparkSession.getDefaultSession().forall(s -> s.sparkContext().isStopped())) {
      return new SparkSessions(SparkSession.getDefaultSession().get(), false);
    }
    SupportedSpark.require();
    JavaOfHadoop.require();
    SparkConf conf = conf(settings);
    Kernel.ND4J.startPreparing(); // while Spark starts, which takes seconds too
    try {
      SparkSession session = SparkSession.builder().config(conf).getOrCreate();
      try {
        session.conf().getAll(); // Spark checks its SQL settings on first access
      } catch (RuntimeException e) {
        session.stop();
        throw e;
      }
      return new SparkSessions(session, true);
    } catch (Exception e) { // Scala throws checked exceptions undeclared
      throw notStarted(e, conf.get("spark.master", "not set"));
    }
  }

  private static RuntimeException notStarted(Exception e, String master) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Could not parse Master URL")) {
      return new UserException(
          "spark.master is %s, which this Spark does not support".formatted(master),
          "spark { }, --master or spark-submit",
          "it must be local[*], local[N], spark://HOST:PORT or another that it was built for",
          e);
    }
    if (e instanceof IllegalArgumentException) {
      return new UserException(
          "Spark rejects a setting: " + ExceptionUtils.getRootCause(e).getMessage(),
          "spark { }, --master or spark-submit",
          "correct the setting there",
          e);
    }
    return new IllegalStateException("Spark does not start", e);
  }

  /** The Hadoop configuration of the session that {@link #open} would open. */
  public static Configuration hadoop(Map<String, String> settings) {
    SupportedSpark.require();
    JavaOfHadoop.require();
    return SparkSession.getDefaultSession().forall(s -> s.sparkContext().isStopped())
        ? SparkHadoopUtil.get().newConfiguration(conf(settings))
        : SparkSession.getDefaultSession().get().sparkContext().hadoopConfiguration();
  }

  /** The settings of a new session, in the order of precedence. */
  static SparkConf conf(Map<String, String> settings) {
    SparkConf conf = new SparkConf(); // spark-submit and -Dspark...
    settings.forEach(conf::setIfMissing);
    conf.setIfMissing("spark.app.name", "lockstep");
    // Spark's UI and event logs hide the same secrets as Lockstep.
    conf.setIfMissing("spark.redaction.regex", Secrets.names());
    // Spark keeps data of finished jobs in memory, and a run may have a million jobs.
    conf.setIfMissing("spark.ui.retainedJobs", "100");
    conf.setIfMissing("spark.ui.retainedStages", "100");
    conf.setIfMissing("spark.ui.retainedTasks", "1000");
    // One BLAS thread per task: more would oversubscribe the cores.
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1");
    if (isLocal(conf.get("spark.master", ""))) {
      conf.setIfMissing("spark.ui.enabled", "false");
      // A laptop's host name often resolves to an address of a network it is not connected to.
      conf.setIfMissing("spark.driver.host", "localhost");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      // A task without memory fails and says so. As on a cluster it would end the JVM, which is
      // ours.
      conf.setIfMissing("spark.executor.killOnFatalError.depth", "0");
    } else if (System.getProperty("lockstep.jar") != null) {
      // Without spark-submit the executors do not get the jar.
      conf.setIfMissing("spark.jars", System.getProperty("lockstep.jar"));
    }
    boolean choosesCollector =
        conf.get("spark.executor.extraJavaOptions", "").matches(".*-XX:\\+Use\\w+GC\\b.*");
    if (!isLocal(conf.get("spark.master", "")) && !choosesCollector) {
      // Each iteration's messages are large arrays, which G1 keeps in regions of their own: the
      // iterations of two executors took 8.6 ms with it and 6.5 with this one, medians.
      conf.setIfMissing("spark.executor.defaultJavaOptions", "-XX:+UseParallelGC");
    }
    // The resident exchange of a cluster travels by it, and the metrics are in it; the user's own
    // plugins stay.
    String plugin = LockstepPlugin.class.getName();
    String others = conf.get("spark.plugins", "");
    if (!others.contains(plugin)) {
      conf.set("spark.plugins", others.isBlank() ? plugin : others + "," + plugin);
    }
    return conf;
  }

  /** The session. */
  public SparkSession session() {
    return session;
  }

  @Override
  public void close() {
    if (isOurs) {
      session.stop();
    }
  }

  /** Whether tasks run in this JVM; those of local-cluster do not. */
  private static boolean isLocal(String master) {
    return master.equals("local") || master.startsWith("local[");
  }
}
