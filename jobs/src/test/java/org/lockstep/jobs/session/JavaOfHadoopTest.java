package org.lockstep.jobs.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Java version that Spark's Hadoop does not support gives a one-line error. */
class JavaOfHadoopTest {
  @ParameterizedTest
  @ValueSource(strings = {"23.0.2+7", "24.0.1+9", "25.0.3+9-LTS", "26-ea+10"})
  void anUnsupportedJavaVersionIsNamed(String java) {
    var fault =
        JavaOfHadoop.fault(
            Runtime.Version.parse(java),
            "3.4.2",
            () -> {
              throw new UnsupportedOperationException("getSubject is not supported");
            });

    assertThat(fault.orElseThrow().getMessage())
        .startsWith("Java %s cannot run Hadoop 3.4.2, ".formatted(java))
        .contains("getSubject is not supported")
        .endsWith("; use Java 17 or 21, for example by setting JAVA_HOME")
        .hasLineCount(1);
    assertThat(Failure.of(fault.orElseThrow()).status()).isEqualTo(Failure.MISTAKE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"17.0.10+7", "21.0.2+13", "25.0.3+9-LTS"})
  void aSupportedJavaVersionIsAccepted(String java) {
    assertThat(JavaOfHadoop.fault(Runtime.Version.parse(java), "3.5.0", () -> {})).isEmpty();
  }

  @Test
  void aMissingUserIsNotReportedAsAnUnsupportedJava() {
    JavaOfHadoop.Probe login =
        () -> {
          throw new IOException("failure to login");
        };

    assertThat(JavaOfHadoop.fault(Runtime.version(), "3.4.2", login)).isEmpty();
  }

  @Test
  void theJavaVersionOfTheBuildIsSupported() {
    assertThatCode(JavaOfHadoop::require).doesNotThrowAnyException();
  }
}
