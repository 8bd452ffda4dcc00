package org.lockstep.jobs.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.hdfs.protocol.DSQuotaExceededException;
import org.apache.hadoop.hdfs.protocol.NSQuotaExceededException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;
import org.lockstep.model.file.FolderFiles;

class FailureTest {
  @Test
  void aUserErrorWithALongNameIsOneLineWithItsAdvice() {
    Failure failure =
        Failure.of(new UserException("column " + "\u0007".repeat(100_000), "a table", "rename it"));

    assertThat(failure.line())
        .hasSize(1000)
        .startsWith("column \\u0007\\u0007")
        .endsWith(" (a table); rename it");
  }

  @Test
  void aUserErrorIsFoundHoweverDeeplySparkWrapsIt() {
    Throwable thrown =
        new RuntimeException(
            "Job aborted due to stage failure: a page of it",
            new IllegalStateException(
                new UserException("column dose has NaN", "a.parquet", "drop it")));

    assertThat(Failure.of(thrown))
        .isEqualTo(new Failure(2, "column dose has NaN (a.parquet); drop it"));
  }

  @Test
  void anUnexpectedErrorIsItsRootCauseOnOneLine() {
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
  void theOperationPrecedesTheCauseEachOnce() {
    IOException root = new IOException("connection refused");
    IOException middle = new IOException("call to host:8020 failed: connection refused", root);
    Throwable thrown = new IllegalStateException("cannot write the model to hdfs://host/m", middle);

    assertThat(Failure.of(thrown).line())
        .startsWith(
            "cannot write the model to hdfs://host/m: call to host:8020 failed: connection"
                + " refused; --stacktrace");
  }

  @Test
  void anUnknownFileSystemIsAUserError() {
    Throwable thrown =
        new UncheckedIOException(
            new UnsupportedFileSystemException("No FileSystem for scheme \"nofs\""));

    assertThat(Failure.of(thrown).status()).isEqualTo(2);
    assertThat(Failure.of(thrown).line()).startsWith("No FileSystem for scheme \"nofs\"; give");
  }

  /** Errors of the real file systems, for paths that even root cannot use. */
  private interface Deed {
    void run() throws IOException;
  }

  static Stream<Arguments> refusals() throws IOException {
    Path file = Files.createTempFile("lockstep-failure", ".txt");
    file.toFile().deleteOnExit();
    FolderFiles local = new FolderFiles(new Configuration(), "/tmp");
    String inFile = file + "/in/it";
    String longName = "/tmp/" + "x".repeat(300);
    return Stream.of(
        refusal("a file stands where", () -> Files.createDirectories(Path.of(inFile))),
        refusal("a file stands where", () -> local.write(path(inFile), new byte[1])),
        refusal("a file stands where", () -> local.files().mkdirs(path(inFile))),
        refusal("name is too long", () -> Files.createDirectory(Path.of(longName))),
        refusal("name is too long", () -> local.write(path(longName + "/a"), new byte[1])),
        refusal("name is too long", () -> new FileOutputStream(longName).close()),
        refusal("no room is left", () -> Files.write(Path.of("/dev/full"), new byte[1])),
        refusal("a folder stands where", () -> new FileOutputStream("/tmp").close()),
        refusal("a folder stands where", () -> Files.readAllBytes(Path.of("/tmp"))),
        refusal("a file stands where", () -> Files.createDirectory(Path.of("/dev/null/x"))),
        refusal("permission denied", () -> say(new AccessDeniedException("/x/a"))),
        refusal(
            "permission denied", () -> say(new FileNotFoundException("/a (Permission denied)"))),
        refusal(
            "permission denied",
            () -> say(new AccessControlException("Permission denied: user=ann, access=WRITE"))),
        refusal("permission denied", () -> say(new IOException("/sys/x: Operation not permitted"))),
        refusal(
            "can only be read",
            () -> say(new FileSystemException("/x", null, "Read-only file system"))),
        refusal("no room is left", () -> say(new DSQuotaExceededException(1, 2))),
        refusal("no room is left", () -> say(new NSQuotaExceededException(1, 2))),
        refusal("no room is left", () -> say(new IOException("Disk quota exceeded"))),
        refusal(
            "circle",
            () -> say(new FileSystemException("/x", null, "Too many levels of symbolic links"))));
  }

  private static void say(IOException e) throws IOException {
    throw e;
  }

  private static org.apache.hadoop.fs.Path path(String name) {
    return new org.apache.hadoop.fs.Path(name);
  }

  private static Arguments refusal(String reason, Deed deed) {
    return Arguments.of(reason, deed);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aRefusalByTheFileSystemIsAUserErrorWithReasonAndRemedy(String reason, Deed deed) {
    Throwable refused = catchThrowable(deed::run);
    assertThat(refused).isInstanceOf(IOException.class);

    Failure failure =
        Failure.of(
            new IllegalStateException(
                new UncheckedIOException("cannot write to runs/x", (IOException) refused)));

    assertThat(failure.status()).as("%s", refused).isEqualTo(2);
    assertThat(failure.line())
        .contains(reason)
        .containsPattern("; .*(choose|make room|mend)")
        .hasLineCount(1);
    Failure direct =
        Failure.of(new UncheckedIOException("cannot write to y", (IOException) refused));
    assertThat(direct.line()).startsWith("cannot write to y: ").contains(reason);
    assertThat(Failure.of(refused).status()).isEqualTo(2);
  }

  @Test
  void aJvmErrorIsReportedAsAnUnexpectedError() {
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
  void aStoppedSparkContextIsReportedWithoutAStackTrace(String message) {
    assertThat(Failure.of(new IllegalStateException(message)).line())
        .startsWith("Spark has stopped: its master does not answer")
        .hasLineCount(1);
  }

  @Test
  void aVeryLongMessageIsTruncated() {
    assertThat(Failure.of(new IllegalStateException("long ".repeat(1000))).line())
        .hasSizeLessThan(700);
  }
}
