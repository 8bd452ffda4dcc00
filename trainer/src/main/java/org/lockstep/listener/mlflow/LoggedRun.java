package org.lockstep.listener.mlflow;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.lockstep.Secrets;
import org.lockstep.UserException;
import org.lockstep.model.CheckedJson;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.run.RunFiles;

/**
 * The MLflow run of a run folder; kept in the folder, so that a resumed run continues it.
 *
 * @param trackingUri the address of its server; kept without secrets
 * @param runId its id on the server
 */
record LoggedRun(String trackingUri, String runId) {
  private static final String FILE = RunFiles.MLFLOW;
  private static final int LARGEST_BYTES = 1 << 16;
  private static final Pattern ID = Pattern.compile("[\\w-]{1,256}");

  /**
   * Reads the MLflow run of a folder, if it is of the server at this address.
   *
   * @throws UserException if the file is damaged
   */
  static Optional<LoggedRun> read(FolderFiles files, String output, String trackingUri) {
    try {
      LoggedRun kept =
          CheckedJson.read(files.read(new Path(output, FILE), LARGEST_BYTES), LoggedRun.class);
      // It becomes part of a path, and of requests.
      if (!ID.matcher(kept.runId()).matches()) {
        throw new IOException("its run-id is no id of a run");
      }
      return Optional.of(kept)
          .filter(run -> run.trackingUri().equals(Secrets.hiddenIn(trackingUri)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException(
          "the record of its MLflow run cannot be read: %s".formatted(e.getMessage()),
          "%s/%s".formatted(output, FILE),
          "delete the file, to log to a new run of MLflow",
          e);
    }
  }

  void write(FolderFiles files, String output) {
    try {
      files.write(
          new Path(output, FILE),
          CheckedJson.write(new LoggedRun(Secrets.hiddenIn(trackingUri), runId)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write %s/%s".formatted(output, FILE), e);
    }
  }
}
