package org.lockstep.jobs;

import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.sql.SparkSession;
import org.lockstep.jobs.session.SparkSessions;

/** One Spark session for all tests of the JVM, opened like the session of a command. */
public final class SharedSpark {
  private static final SparkSession SESSION = open();

  private SharedSpark() {}

  public static SparkSession session() {
    return SESSION;
  }

  private static SparkSession open() {
    Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.OFF);
    return SparkSessions.open(Map.of("spark.master", "local[2]", "spark.ui.enabled", "false"))
        .session();
  }
}
