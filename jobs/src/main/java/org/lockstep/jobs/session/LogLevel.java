package org.lockstep.jobs.session;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.DefaultConfiguration;

/** The log level of Spark and the other libraries. */
public enum LogLevel {
  /** No log; errors are still reported by the command. */
  OFF,
  /** Errors. */
  ERROR,
  /** Warnings and above. */
  WARN,
  /** Progress of jobs and stages, and above. */
  INFO,
  /** Details for debugging, and above. */
  DEBUG,
  /** All messages. */
  TRACE;

  /** Held because Log4j does not: collected as garbage, it would take the level with it. */
  private static final LoggerContext CONTEXT = LoggerContext.getContext(false);

  /** Sets the level of this process; call it before Spark or ND4J is loaded. */
  public void apply() {
    Level level = Level.valueOf(name());
    if (this == OFF) {
      Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, level);
      return;
    }
    if (CONTEXT.getConfiguration() instanceof DefaultConfiguration) {
      Configurator.reconfigure(configuration());
    }
    Configurator.setRootLevel(level);
  }

  /** One line per event, as with scripts/lockstep, unless a log configuration is given. */
  private static URI configuration() {
    try {
      return Objects.requireNonNull(LogLevel.class.getResource("log4j2.properties")).toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
