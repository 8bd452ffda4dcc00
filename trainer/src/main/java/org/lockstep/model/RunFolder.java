package org.lockstep.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;

/**
 * The output of a run, from its first moment on.
 *
 * <pre>
 *   unfinished.conf       the settings, as long as the run is not finished
 *   settings.conf         the same, once it is
 *   checkpoints/          what a resumed run goes on from
 *   metrics.jsonl         the history: some iterations a line, each a JSON object
 *   metrics.csv           the same as a table
 *   replaced/             these three as they were before a run that is begun anew; gone as soon as
 *                         that can be resumed
 *   weights.safetensors   the model, there when the run is finished;
 *   manifest.json         until then a model that was there before stays
 *   tensorboard/          event files, if they are asked for
 *   mlflow.json           which run of MLflow this is, if that hears of it
 *   stop                  made by a user who wants the run to stop
 * </pre>
 */
public final class RunFolder implements AutoCloseable {
  /** The file of the history, which those who listen write. */
  public static final String HISTORY = "metrics.jsonl";

  /** The same as a table. */
  public static final String HISTORY_TABLE = "metrics.csv";

  private static final String UNFINISHED = "unfinished.conf";
  private static final String FINISHED = "settings.conf";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String REPLACED = "replaced";
  private static final String STOP = "stop";

  /** What only the run that has made it can go on with; the checkpoints last. */
  private static final List<String> OF_ONE_RUN = List.of(HISTORY, HISTORY_TABLE, CHECKPOINTS);

  private static final int LARGEST_SETTINGS = 1 << 24;

  private final Configuration hadoop;
  private final String output;
  private final FolderFiles files;
  private final Optional<Path> made;
  private Optional<byte[]> settingsBefore = Optional.empty();
  private boolean worthKeeping;

  private RunFolder(Configuration hadoop, String output, FolderFiles files, Optional<Path> made) {
    this.hadoop = hadoop;
    this.output = output;
    this.files = files;
    this.made = made;
  }

  /**
   * Begins a run.
   *
   * @param settings as a file that the run could be begun anew with
   * @param inputs the tables that are read; the output must not lie among them
   * @throws UserException if something is there that may not be replaced, or an input is
   */
  public static RunFolder begin(
      Configuration hadoop,
      String output,
      boolean overwrite,
      Collection<String> inputs,
      String settings) {
    requireWritable(hadoop, output, overwrite, inputs);
    try {
      FolderFiles files = new FolderFiles(hadoop, output);
      RunFolder folder =
          new RunFolder(hadoop, output, files, firstMissing(files.files(), new Path(output)));
      folder.setAside();
      files.write(folder.path(UNFINISHED), settings.getBytes(StandardCharsets.UTF_8));
      return folder;
    } catch (IOException e) {
      throw cannotWrite(output, e);
    }
  }

  /**
   * Puts away what is another run's: it is none of this one's, and is needed if this one comes to
   * nothing.
   */
  private void setAside() throws IOException {
    // A run was killed here before it was worth keeping. What it has replaced is still to be kept.
    boolean isWorthless =
        files.files().exists(path(REPLACED)) && !files.files().exists(path(CHECKPOINTS));
    if (!isWorthless && files.files().exists(path(UNFINISHED))) {
      settingsBefore = Optional.of(readSettings(UNFINISHED));
    }
    for (String name : OF_ONE_RUN) {
      if (isWorthless) {
        files.files().delete(path(name), true);
      } else if (files.files().exists(path(name))) {
        files.files().mkdirs(path(REPLACED));
        files.files().delete(replaced(name), true);
        files.move(path(name), replaced(name));
      }
    }
  }

  private void putBack() throws IOException {
    if (settingsBefore.isPresent()) {
      files.write(path(UNFINISHED), settingsBefore.get());
    } else {
      files.files().delete(path(UNFINISHED), false);
    }
    for (String name : OF_ONE_RUN) {
      files.files().delete(path(name), true);
      if (files.files().exists(replaced(name))) {
        files.move(replaced(name), path(name));
      }
    }
    files.files().delete(path(REPLACED), true);
  }

  private Path replaced(String name) {
    return new Path(path(REPLACED), name);
  }

  /**
   * The folders that hold a run, finished or not.
   *
   * @param above the folder that they are in
   * @return their names, in alphabetical order
   * @throws UserException if it is not there
   */
  public static List<String> runsIn(Configuration hadoop, String above) {
    List<String> names = new ArrayList<>();
    try {
      FileSystem files = new FolderFiles(hadoop, above).files();
      for (FileStatus status : files.listStatus(new Path(above))) {
        Path folder = status.getPath();
        if (status.isDirectory()
            && (files.exists(new Path(folder, UNFINISHED))
                || files.exists(new Path(folder, FINISHED)))) {
          names.add(folder.getName());
        }
      }
    } catch (FileNotFoundException e) {
      throw new UserException(
          "there is no folder %s".formatted(above),
          "path of the runs",
          "name the folder that holds the outputs of lockstep train",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at %s".formatted(above), e);
    }
    names.sort(Comparator.naturalOrder());
    return names;
  }

  /**
   * Opens a run that has begun before.
   *
   * @throws UserException if there is none
   */
  public static RunFolder reopen(Configuration hadoop, String output) {
    try {
      FolderFiles files = new FolderFiles(hadoop, output);
      RunFolder folder = new RunFolder(hadoop, output, files, Optional.empty());
      folder.settings();
      folder.worthKeeping = true;
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at %s".formatted(output), e);
    }
  }

  /** Whether a run has begun there. */
  public static boolean exists(Configuration hadoop, String output) {
    try {
      FileSystem files = new FolderFiles(hadoop, output).files();
      return files.exists(new Path(output, UNFINISHED)) || files.exists(new Path(output, FINISHED));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at %s".formatted(output), e);
    }
  }

  /**
   * The settings that the run began with.
   *
   * @throws UserException if there is no run here, or what is there cannot be its settings
   */
  public String settings() {
    for (String name : new String[] {UNFINISHED, FINISHED}) {
      try {
        return new String(readSettings(name), StandardCharsets.UTF_8);
      } catch (FileNotFoundException e) {
        // then the other
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read %s".formatted(path(name)), e);
      }
    }
    throw new UserException(
        "there is no run at %s: it needs an %s or a %s".formatted(output, UNFINISHED, FINISHED),
        "path of the run",
        "name the folder that lockstep train was given as its output");
  }

  private byte[] readSettings(String name) throws IOException {
    try {
      return files.read(path(name), LARGEST_SETTINGS);
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "the settings of the run cannot be read: %s".formatted(e.getMessage()),
          path(name).toString(),
          "put the file back that the run has written",
          e);
    }
  }

  /** Replaces the settings: a resumed run may have others. */
  public void replaceSettings(String settings) {
    try {
      files.write(path(UNFINISHED), settings.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw cannotWrite(output, e);
    }
  }

  /** Whether the run has come to its end. */
  public boolean isFinished() {
    try {
      return !files.files().exists(path(UNFINISHED));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at %s".formatted(output), e);
    }
  }

  /** Whether somebody has made the file that asks the run to stop; it is taken away then. */
  public boolean takeStopFile() {
    try {
      return files.files().exists(path(STOP)) && files.files().delete(path(STOP), false);
    } catch (IOException e) {
      return false; // the file system has a hiccup: it is asked again soon
    }
  }

  /** Where the run's checkpoints are. */
  public Path checkpoints() {
    return path(CHECKPOINTS);
  }

  /** The folder as it was given. */
  public String output() {
    return output;
  }

  /** The files of its file system. */
  public FolderFiles files() {
    return files;
  }

  /** Says that there is something now that a resumed run could go on from. */
  public void keep() {
    worthKeeping = true;
    files.deleteQuietly(path(REPLACED));
  }

  /**
   * Ends the run with its model.
   *
   * @param validation how it does
   * @throws UncheckedIOException if the file system fails; the run can be resumed then
   */
  public void finish(Model model, @Nullable Metrics validation) {
    ModelFolder.write(hadoop, output, model, validation);
    try {
      if (!isFinished()) {
        files.move(path(UNFINISHED), path(FINISHED));
      }
    } catch (IOException e) {
      throw cannotWrite(output, e);
    }
    keep();
  }

  /** Says that nothing of the run is to stay, whatever it has come to. */
  public void discard() {
    worthKeeping = false;
  }

  /** Leaves everything as it was before, if the run has come to nothing. */
  @Override
  public void close() {
    if (worthKeeping) {
      return;
    }
    try {
      if (made.isPresent()) {
        removeWhatWasMade(made.get());
        return;
      }
      putBack();
    } catch (IOException e) {
      throw cannotWrite(output, e);
    }
  }

  private void removeWhatWasMade(Path uppermost) throws IOException {
    Path path = files.files().makeQualified(new Path(output));
    files.files().delete(path, true);
    while (!path.equals(uppermost)) {
      path = path.getParent();
      if (files.files().listStatus(path).length > 0) {
        return; // somebody else is at work there by now
      }
      files.files().delete(path, false);
    }
  }

  private Path path(String name) {
    return new Path(output, name);
  }

  /** The uppermost folder that has to be made for this one, if any. */
  private static Optional<Path> firstMissing(FileSystem files, Path folder) throws IOException {
    Path missing = null;
    for (Path path = files.makeQualified(folder);
        path != null && !files.exists(path);
        path = path.getParent()) {
      missing = path;
    }
    return Optional.ofNullable(missing);
  }

  private static UncheckedIOException cannotWrite(String output, IOException e) {
    return new UncheckedIOException("cannot write to %s".formatted(output), e);
  }

  /**
   * Checks, before any work is done, that a model may be written.
   *
   * @param inputs the tables that are read; the model must not lie among them
   * @throws UserException if something is there that may not be replaced, or an input is
   */
  public static void requireWritable(
      Configuration hadoop, String output, boolean overwrite, Collection<String> inputs) {
    try {
      FileSystem files = new FolderFiles(hadoop, output).files();
      Path folder = files.makeQualified(new Path(output));
      for (String input : inputs) {
        Path table = new FolderFiles(hadoop, input).files().makeQualified(new Path(input));
        if (isWithin(folder, table) || isWithin(table, folder)) {
          throw new UserException(
              "the model's output %s and the input data %s lie within each other"
                  .formatted(output, input),
              "output",
              "choose another folder for the model");
        }
      }
      if (!files.exists(folder)) {
        requireFolderAbove(files, folder, output);
        return;
      }
      boolean isUnfinished = files.exists(new Path(folder, UNFINISHED));
      if (!overwrite && isUnfinished) {
        throw new UserException(
            "%s holds a run that is not finished".formatted(output),
            "output",
            "go on with it by lockstep resume, or set overwrite = true to begin anew");
      }
      if (!overwrite) {
        throw new UserException(
            "%s exists already".formatted(output),
            "output",
            "choose another folder, or set overwrite = true to replace the model there");
      }
      if (!isUnfinished
          && !files.exists(new Path(folder, ModelFolder.MANIFEST))
          && !isEmptyFolder(files, folder)) {
        throw new UserException(
            "%s exists and is no model: it has no %s".formatted(output, ModelFolder.MANIFEST),
            "output",
            "choose another folder; overwrite = true replaces models only");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at the output %s".formatted(output), e);
    }
  }

  private static void requireFolderAbove(FileSystem files, Path folder, String output)
      throws IOException {
    for (Path above = folder.getParent(); above != null; above = above.getParent()) {
      if (files.exists(above)) {
        if (!files.getFileStatus(above).isDirectory()) {
          throw new UserException(
              "%s cannot be made: %s is a file".formatted(output, above.getName()),
              "output",
              "choose another folder for the model");
        }
        return;
      }
    }
  }

  private static boolean isEmptyFolder(FileSystem files, Path path) throws IOException {
    return files.getFileStatus(path).isDirectory() && files.listStatus(path).length == 0;
  }

  private static boolean isWithin(Path inner, Path outer) {
    for (Path path = inner; path != null; path = path.getParent()) {
      if (path.equals(outer)) {
        return true;
      }
    }
    return false;
  }
}
