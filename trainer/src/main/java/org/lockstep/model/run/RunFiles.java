package org.lockstep.model.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.lockstep.UserException;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.lock.FolderLock;

/** The names of the files in a run's output folder, which {@link RunFolder} lists. */
public final class RunFiles {
  /** The history as JSON lines, written by the listeners. */
  public static final String HISTORY = "metrics.jsonl";

  /** The history as a table. */
  public static final String HISTORY_TABLE = "metrics.csv";

  /** The reason why a trial of a search has no model. */
  public static final String DIVERGED = "diverged.txt";

  /** The folder of TensorBoard's event files. */
  public static final String TENSORBOARD = "tensorboard";

  /** The ID of the run in MLflow. */
  public static final String MLFLOW = "mlflow.json";

  /** The folder of the runs of a cross-validation, one for each fold. */
  public static final String FOLDS = "folds";

  static final String UNFINISHED = "unfinished.conf";
  static final String FINISHED = "settings.conf";
  static final String CHECKPOINTS = "checkpoints";
  static final String REPLACED = "replaced";

  /** The files that belong to one run and cannot be continued by another; the checkpoints last. */
  static final List<String> OF_ONE_RUN =
      List.of(HISTORY, HISTORY_TABLE, DIVERGED, FOLDS, CHECKPOINTS);

  /** All files that a run writes, but for its lock. */
  static final List<String> ALL =
      Stream.of(
              OF_ONE_RUN,
              ModelFolder.FILES,
              List.of(UNFINISHED, FINISHED, REPLACED, TENSORBOARD, MLFLOW, FolderLock.STOP_FILE))
          .flatMap(List::stream)
          .toList();

  static final int LARGEST_SETTINGS_BYTES = 1 << 24;

  private RunFiles() {}

  /** Whether a folder holds a run, finished or not. */
  public static boolean existIn(Configuration hadoop, String output) {
    try {
      return existIn(new FolderFiles(hadoop, output).files(), new Path(output));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at %s".formatted(output), e);
    }
  }

  static boolean existIn(FileSystem files, Path folder) throws IOException {
    return files.exists(new Path(folder, UNFINISHED)) || files.exists(new Path(folder, FINISHED));
  }

  /**
   * The folders that hold a run, finished or not.
   *
   * @param parent the folder that they are in
   * @return their names, in alphabetical order
   * @throws UserException if {@code parent} does not exist
   */
  public static List<String> foldersIn(Configuration hadoop, String parent) {
    List<String> names = new ArrayList<>();
    try {
      FileSystem files = new FolderFiles(hadoop, parent).files();
      for (FileStatus status : files.listStatus(new Path(parent))) {
        if (status.isDirectory() && existIn(files, status.getPath())) {
          names.add(status.getPath().getName());
        }
      }
    } catch (FileNotFoundException e) {
      throw new UserException(
          "there is no folder %s".formatted(parent),
          "path of the runs",
          "name the folder that holds the outputs of lockstep train",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at %s".formatted(parent), e);
    }
    names.sort(Comparator.naturalOrder());
    return names;
  }

  /**
   * Reads the settings of a run.
   *
   * @throws UserException if there is no run, or the file cannot be read
   */
  static String readSettings(FolderFiles files, String output) {
    for (String name : List.of(UNFINISHED, FINISHED)) {
      Path path = new Path(output, name);
      try {
        return new String(files.read(path, LARGEST_SETTINGS_BYTES), StandardCharsets.UTF_8);
      } catch (FileNotFoundException e) {
        // try the next
      } catch (IllegalArgumentException e) {
        throw new UserException(
            "the settings of the run cannot be read: %s".formatted(e.getMessage()),
            path.toString(),
            "put the file back that the run has written",
            e);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read %s".formatted(path), e);
      }
    }
    throw new UserException(
        "there is no run at %s: it needs an %s or a %s".formatted(output, UNFINISHED, FINISHED),
        "path of the run",
        "name the folder that lockstep train was given as its output");
  }
}
