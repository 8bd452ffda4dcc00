package org.lockstep.jobs.session;

import java.util.Map;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.lockstep.Secrets;
import org.lockstep.UserException;
import org.lockstep.network.Blas;
import org.lockstep.training.exchange.LockstepPlugin;

/**
 * The Spark session of a command: the one that runs already, or one of its own, which it stops.
 *
 * <p>A session of its own leaves nothing in the working directory.
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
   * @param settings of Spark, by their full names; what spark-submit or the JVM has set wins
   * @throws UserException if Spark refuses a setting, or this Java cannot run it
   */
  public static SparkSessions open(Map<String, String> settings) {
    if (!SparkSession.getDefaultSession().forall(s -> s.sparkContext().isStopped())) {
      return new SparkSessions(SparkSession.getDefaultSession().get(), false);
    }
    JavaOfHadoop.require();
    SparkConf conf = conf(settings);
    loadBlas();
    try {
      SparkSession session = SparkSession.builder().config(conf).getOrCreate();
      try {
        session.conf().getAll(); // Spark looks at its SQL settings when they are first asked for
      } catch (RuntimeException e) {
        session.stop();
        throw e;
      }
      return new SparkSessions(session, true);
    } catch (Exception e) { // Scala throws checked ones without saying so
      throw notStarted(e, conf.get("spark.master", "not set"));
    }
  }

  private static RuntimeException notStarted(Exception e, String master) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Could not parse Master URL")) {
      return new UserException(
          "spark.master is %s, which this Spark does not know".formatted(master),
          "spark { }, --master or spark-submit",
          "it must be local[*], local[N], spark://HOST:PORT or another that it was built for",
          e);
    }
    if (e instanceof IllegalArgumentException) {
      return new UserException(
          "Spark refuses a setting: " + ExceptionUtils.getRootCause(e).getMessage(),
          "spark { }, --master or spark-submit",
          "put it right there",
          e);
    }
    return new IllegalStateException("Spark does not start", e);
  }

  /** How files are found by the session that {@link #open} will open, which need not be there. */
  public static Configuration hadoop(Map<String, String> settings) {
    JavaOfHadoop.require();
    return SparkSession.getDefaultSession().forall(s -> s.sparkContext().isStopped())
        ? SparkHadoopUtil.get().newConfiguration(conf(settings))
        : SparkSession.getDefaultSession().get().sparkContext().hadoopConfiguration();
  }

  /** Loads the native library in the background while Spark starts, as both take seconds. */
  private static void loadBlas() {
    Thread loader = new Thread(Blas::load, "lockstep-blas-loader");
    loader.setDaemon(true);
    loader.start();
  }

  /** The settings of a session, from the strongest to the weakest. */
  static SparkConf conf(Map<String, String> settings) {
    SparkConf conf = new SparkConf(); // what spark-submit and -Dspark... say
    settings.forEach(conf::setIfMissing);
    conf.setIfMissing("spark.app.name", "lockstep");
    // Spark's pages and event logs hide what we hide.
    conf.setIfMissing("spark.redaction.regex", Secrets.names());
    // What Spark remembers of jobs that are done: a run may have a million of them.
    conf.setIfMissing("spark.ui.retainedJobs", "100");
    conf.setIfMissing("spark.ui.retainedStages", "100");
    conf.setIfMissing("spark.ui.retainedTasks", "1000");
    // One BLAS thread a task, or the tasks of one machine fight for its cores.
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1");
    if (isLocal(conf.get("spark.master", ""))) {
      conf.setIfMissing("spark.ui.enabled", "false");
      // A laptop's own name often leads to an address of a network that is not there now.
      conf.setIfMissing("spark.driver.host", "localhost");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      // A task without memory fails and says so. As on a cluster it would end the JVM, which is
      // ours.
      conf.setIfMissing("spark.executor.killOnFatalError.depth", "0");
    } else if (System.getProperty("lockstep.jar") != null) {
      // Without spark-submit the executors do not have our classes.
      conf.setIfMissing("spark.jars", System.getProperty("lockstep.jar"));
    }
    if (!isLocal(conf.get("spark.master", ""))) {
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
