package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;

class FailureTest {
  @Test
  void aMistakeWithANameOfAnyLengthIsALineWithItsAdvice() {
    Failure failure =
        Failure.of(new UserException("column " + "\u0007".repeat(100_000), "a table", "rename it"));

    assertThat(failure.line())
        .hasSize(1000)
        .startsWith("column \\u0007\\u0007")
        .endsWith(" (a table); rename it");
  }

  @Test
  void aMistakeOfTheUserIsFoundHoweverDeepSparkHasBuriedIt() {
    Throwable thrown =
        new RuntimeException(
            "Job aborted due to stage failure: a page of it",
            new IllegalStateException(
                new UserException("column dose has NaN", "a.parquet", "drop it")));

    assertThat(Failure.of(thrown))
        .isEqualTo(new Failure(2, "column dose has NaN (a.parquet); drop it"));
  }

  @Test
  void aBreakdownIsToldByItsRootCauseOnOneLine() {
    Throwable thrown =
        new RuntimeException(
            "Job aborted due to stage failure:\n\tat a.b.C\n\tat a.b.D",
            new UncheckedIOException(new IOException("No space\n\tleft\non device")));

    Failure failure = Failure.of(thrown);

    assertThat(failure.status()).isEqualTo(1);
    assertThat(failure.line())
        .startsWith("IOException: No space left on device; --stacktrace")
        .hasLineCount(1);
  }

  @Test
  void whatWasBeingDoneStandsBeforeWhyItFailedEachOnce() {
    IOException root = new IOException("connection refused");
    IOException middle = new IOException("call to host:8020 failed: connection refused", root);
    Throwable thrown = new IllegalStateException("cannot write the model to hdfs://host/m", middle);

    assertThat(Failure.of(thrown).line())
        .startsWith(
            "cannot write the model to hdfs://host/m: call to host:8020 failed: connection"
                + " refused; --stacktrace");
  }

  @Test
  void aFileSystemThatSparkDoesNotKnowIsTheUsersMistake() {
    Throwable thrown =
        new UncheckedIOException(
            new UnsupportedFileSystemException("No FileSystem for scheme \"nofs\""));

    assertThat(Failure.of(thrown).status()).isEqualTo(2);
    assertThat(Failure.of(thrown).line()).startsWith("No FileSystem for scheme \"nofs\"; write");
  }

  @Test
  void anErrorOfTheJvmIsABreakdownToo() {
    assertThat(Failure.of(new OutOfMemoryError("Java heap space")).line())
        .startsWith("OutOfMemoryError: Java heap space; ");
    assertThat(Failure.of(new StackOverflowError()).line()).startsWith("StackOverflowError; ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cannot call methods on a stopped SparkContext.\nThis stopped SparkContext was created at:",
        "Job 3 cancelled because SparkContext was shut down"
      })
  void aSparkThatGoesAwayIsToldInPlainWords(String message) {
    assertThat(Failure.of(new IllegalStateException(message)).line())
        .startsWith("Spark has stopped: its master does not answer")
        .hasLineCount(1);
  }

  @Test
  void aMessageOfPagesIsCut() {
    assertThat(Failure.of(new IllegalStateException("long ".repeat(1000))).line())
        .hasSizeLessThan(700);
  }
}
