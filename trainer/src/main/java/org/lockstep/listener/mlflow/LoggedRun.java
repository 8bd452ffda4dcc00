package org.lockstep.listener.mlflow;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.lockstep.Secrets;
import org.lockstep.model.CheckedJson;
import org.lockstep.model.FolderFiles;

/**
 * Which run of MLflow the run in a folder is; kept there, so that a resumed run goes on with it.
 *
 * @param trackingUri the server or folder that knows it; kept without secrets
 * @param runId its name there
 */
record LoggedRun(String trackingUri, String runId) {
  private static final String FILE = "mlflow.json";
  private static final int LARGEST_BYTES = 1 << 16;

  /** The one that a run's folder has kept, if it is known at this address. */
  static Optional<LoggedRun> read(FolderFiles files, String output, String trackingUri) {
    try {
      LoggedRun kept =
          CheckedJson.read(files.read(new Path(output, FILE), LARGEST_BYTES), LoggedRun.class);
      return Optional.of(kept)
          .filter(run -> run.trackingUri().equals(Secrets.hiddenIn(trackingUri)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read %s/%s".formatted(output, FILE), e);
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
