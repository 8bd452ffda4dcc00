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

/** How much is shown of the log of Spark and of the libraries under it. */
public enum LogLevel {
  /** Nothing: errors come back as exceptions. */
  OFF,
  /** Failures. */
  ERROR,
  /** What may become one. */
  WARN,
  /** What happens, stage by stage. */
  INFO,
  /** How it happens. */
  DEBUG,
  /** All of it. */
  TRACE;

  /** Makes it the level of this process; to be called before Spark or ND4J has said a word. */
  public void apply() {
    Level level = Level.valueOf(name());
    if (this == OFF) {
      Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, level);
      return;
    }
    if (LoggerContext.getContext(false).getConfiguration() instanceof DefaultConfiguration) {
      Configurator.reconfigure(configuration());
    }
    Configurator.setRootLevel(level);
  }

  /** One line an event, as of scripts/lockstep; where spark-submit or the user has said nothing. */
  private static URI configuration() {
    try {
      return Objects.requireNonNull(LogLevel.class.getResource("log4j2.properties")).toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its name as users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
