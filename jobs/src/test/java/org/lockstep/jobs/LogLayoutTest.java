package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Objects;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.lockstep.jobs.session.LogLevel;

/** The layout of the log that {@code --log-level} shows. */
class LogLayoutTest {
  private static String line(String message, @Nullable Throwable thrown) throws Exception {
    URI uri = Objects.requireNonNull(LogLevel.class.getResource("log4j2.properties")).toURI();
    Configuration configuration =
        ConfigurationFactory.getInstance()
            .getConfiguration(LoggerContext.getContext(false), "test", uri);
    configuration.initialize();
    Layout<?> layout = configuration.getAppender("stderr").getLayout();
    return layout
        .toSerializable(
            Log4jLogEvent.newBuilder()
                .setLoggerName("org.apache.spark.Some")
                .setLevel(Level.WARN)
                .setMessage(new SimpleMessage(message))
                .setThrown(thrown)
                .build())
        .toString();
  }

  @Test
  void anEventIsOneLineWithoutTerminalEscapes() throws Exception {
    assertThat(line("no\n  \u001b[2Jrow \u202e\u009b\u0007\u2028ü", null))
        .matches("\\d\\d:\\d\\d:\\d\\d WARN Some: no \\?\\[2Jrow \\?\\?\\?\\?ü\n");
  }

  @Test
  void anExceptionIsPartOfTheLine() throws Exception {
    assertThat(line("lost", new IllegalStateException("a\u001b]0;b\u0007\nc")))
        .matches("\\S+ WARN Some: lost \\( ?a\\?]0;b\\? c\\)\n");
  }
}
