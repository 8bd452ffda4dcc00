package org.lockstep.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
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
 *   diverged.txt          why a trial of a search has come to no model
 *   tensorboard/          event files, if they are asked for
 *   mlflow.json           which run of MLflow this is, if that hears of it
 *   stop                  made by a user who wants the run to stop
 *   lock-ID.json          which process writes here, as long as it does: see {@link FolderLock}
 * </pre>
 *
 * <p>A folder that is there already is changed only when the run {@link #start starts}, after all
 * that may refuse it.
 */
public final class RunFolder implements AutoCloseable {
  /** The file of the history, which those who listen write. */
  public static final String HISTORY = "metrics.jsonl";

  /** The same as a table. */
  public static final String HISTORY_TABLE = "metrics.csv";

  /** Why a trial of a search has come to no model. */
  public static final String DIVERGED = "diverged.txt";

  /** Folder of the event files of TensorBoard. */
  public static final String TENSORBOARD = "tensorboard";

  /** Which run of MLflow this is. */
  public static final String MLFLOW = "mlflow.json";

  static final String UNFINISHED = "unfinished.conf";
  static final String STOP = "stop";
  private static final String FINISHED = "settings.conf";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String REPLACED = "replaced";

  /** What only the run that has made it can go on with; the checkpoints last. */
  private static final List<String> OF_ONE_RUN =
      List.of(HISTORY, HISTORY_TABLE, DIVERGED, CHECKPOINTS);

  /** All that a run writes. */
  private static final List<String> OWN =
      Stream.of(
              OF_ONE_RUN,
              ModelFolder.FILES,
              List.of(UNFINISHED, FINISHED, REPLACED, TENSORBOARD, MLFLOW, STOP))
          .flatMap(List::stream)
          .toList();

  private static final int LARGEST_SETTINGS = 1 << 24;

  private final Configuration hadoop;
  private final String output;
  private final FolderFiles files;

  /** Written when the run starts. */
  private Optional<String> newSettings = Optional.empty();

  private @Nullable FolderLock lock;

  /** What has to be taken back if the run comes to nothing. */
  private Changes changes = Changes.NONE;

  private boolean replaces;
  private boolean worthKeeping;

  private enum Changes {
    NONE,
    /** Another run was put aside. */
    REPLACED,
    /** All that is there is this run's. */
    ALL
  }

  private RunFolder(Configuration hadoop, String output) throws IOException {
    this.hadoop = hadoop;
    this.output = output;
    this.files = new FolderFiles(hadoop, output);
  }

  /**
   * Begins a run, which holds the folder until it is closed. Where nothing was before, it can be
   * resumed from now on; what was there stays as it is until the run starts.
   *
   * @param settings as a file that the run could be begun anew with
   * @param inputs the tables that are read; the output must not lie among them
   * @throws UserException if something is there that may not be replaced, an input is, or somebody
   *     else is at work there
   */
  public static RunFolder begin(
      Configuration hadoop,
      String output,
      boolean overwrite,
      Collection<String> inputs,
      String settings) {
    return begin(hadoop, output, overwrite, inputs, settings, notice -> {});
  }

  /**
   * The same.
   *
   * @param notices hears that the folder was held by a process of another machine, and that it is
   *     waited for a sign of life of that
   */
  public static RunFolder begin(
      Configuration hadoop,
      String output,
      boolean overwrite,
      Collection<String> inputs,
      String settings,
      Consumer<String> notices) {
    try {
      OutputRules rules = new OutputRules(hadoop, output, overwrite);
      rules.requireApart(inputs);
      RunFolder folder = new RunFolder(hadoop, output);
      folder.lock =
          FolderLock.take(folder.files, new Path(output), rules::requireReplaceable, notices);
      folder.begin(rules.isFree(), settings);
      return folder;
    } catch (IOException e) {
      throw cannotWrite(output, e);
    }
  }

  private void begin(boolean isNew, String settings) throws IOException {
    newSettings = Optional.of(settings);
    replaces = !isNew;
    try {
      if (isNew) {
        changes = Changes.ALL;
        start();
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Holds the folder of a run that has begun before, if it does not do so yet.
   *
   * @param notices hears that it is waited for a sign of life of a process of another machine
   * @return gives it back, if it was not held before
   * @throws UserException if somebody else is at work there
   */
  public Hold hold(Consumer<String> notices) {
    if (lock != null) {
      return () -> {};
    }
    try {
      lock = FolderLock.take(files, new Path(output), this::requireRun, notices);
      return this::release;
    } catch (IOException e) {
      throw cannotWrite(output, e);
    }
  }

  private void requireRun() {
    settings();
  }

  /** Something that is held. */
  public interface Hold {
    /** Gives it back. */
    void release();
  }

  private void release() {
    if (lock != null) {
      lock.close();
      lock = null;
    }
  }

  /**
   * Refuses to go on if the folder is no longer held: another process has taken this one for dead.
   *
   * @throws UserException if so
   */
  public void requireHeld() {
    if (lock != null) {
      lock.requireHeld();
    }
  }

  /** The same by what was seen in the last seconds; takes no time. */
  public void requireNotLost() {
    if (lock != null) {
      lock.requireNotLost();
    }
  }

  /** Who writes there now, as far as that can be seen without waiting; a text for people. */
  public static Optional<String> user(Configuration hadoop, String output) {
    try {
      return FolderLock.holderOf(new FolderFiles(hadoop, output), new Path(output))
          .map(LockFiles.Found::toString);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at %s".formatted(output), e);
    }
  }

  /**
   * Changes what is there into this run's: called when nothing can refuse the run any more, before
   * anything else is written. A run that was there before is put aside until this one is worth
   * keeping.
   */
  public void start() {
    try {
      if (replaces) {
        replaces = false;
        setAside();
      }
      if (newSettings.isPresent()) {
        files.write(path(UNFINISHED), newSettings.get().getBytes(StandardCharsets.UTF_8));
        newSettings = Optional.empty();
      }
    } catch (IOException e) {
      throw cannotWrite(output, e);
    }
  }

  /** Moves the files of the run before to {@code replaced/}, where {@link #putBack} finds them. */
  private void setAside() throws IOException {
    // A run was killed here before it was worth keeping. What it has replaced is still to be kept.
    boolean isWorthless =
        files.files().exists(path(REPLACED)) && !files.files().exists(path(CHECKPOINTS));
    changes = Changes.REPLACED;
    if (!isWorthless) {
      copySettings();
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

  /** A copy, since the folder of a run that is not finished always has the file. */
  private void copySettings() throws IOException {
    files.delete(replaced(UNFINISHED));
    if (files.files().exists(path(UNFINISHED))) {
      ModificationTime time = ModificationTime.of(files, path(UNFINISHED));
      files.write(replaced(UNFINISHED), files.read(path(UNFINISHED), LARGEST_SETTINGS));
      time.setAlsoOf(replaced(UNFINISHED));
    }
  }

  private void putBack() throws IOException {
    if (!files.files().exists(replaced(UNFINISHED))) {
      files.files().delete(path(UNFINISHED), false);
    } else {
      files.move(replaced(UNFINISHED), path(UNFINISHED));
    }
    for (String name : OF_ONE_RUN) {
      files.files().delete(path(name), true);
      if (files.files().exists(replaced(name))) {
        files.move(replaced(name), path(name));
      }
    }
    files.files().delete(path(REPLACED), true);
  }

  private void deleteOwn() throws IOException {
    for (String name : OWN) {
      files.files().delete(path(name), true);
    }
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
   * Opens a run that has begun before, to look at it; {@link #hold} allows to write.
   *
   * @throws UserException if there is none
   */
  public static RunFolder reopen(Configuration hadoop, String output) {
    try {
      RunFolder folder = new RunFolder(hadoop, output);
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

  /** Replaces the settings, when the run starts: a resumed run may have others. */
  public void replaceSettings(String settings) {
    newSettings = Optional.of(settings);
  }

  /** Whether checkpoints and history are still those of a run that this one replaces. */
  public boolean holdsAnother() {
    return replaces;
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
   * @throws UserException if another process has gone on with the run
   */
  public void finish(Model model, @Nullable Metrics validation) {
    requireHeld();
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

  /** Leaves everything as it was before, if the run has come to nothing, and gives it back. */
  @Override
  public void close() {
    try {
      if (!worthKeeping && lock != null && !lock.isLost()) {
        takeBack(lock);
      }
    } catch (IOException e) {
      throw cannotWrite(output, e);
    } finally {
      release();
    }
  }

  private void takeBack(FolderLock held) throws IOException {
    if (changes == Changes.ALL) {
      deleteOwn();
    } else if (changes == Changes.REPLACED) {
      putBack();
      held.nothingHasChanged();
    }
    changes = Changes.NONE;
  }

  private Path path(String name) {
    return new Path(output, name);
  }

  /** What a file system that fails comes to: a mistake of the user if permission is missing. */
  public static RuntimeException cannotWrite(String output, IOException e) {
    if (e instanceof AccessDeniedException || e instanceof AccessControlException) {
      return new UserException(
          "%s cannot be written to: permission denied".formatted(output),
          "output",
          "choose another folder, or ask its owner for permission",
          e);
    }
    return new UncheckedIOException("cannot write to %s".formatted(output), e);
  }

  /**
   * Refuses to write a file, or a folder, in place of one that a run or a model needs.
   *
   * @param file what is to be written, which need not be there
   * @throws UserException if it is one of those, or lies in it
   */
  public static void requireNotOwn(Configuration hadoop, String file) {
    try {
      FileSystem files = new FolderFiles(hadoop, file).files();
      Path path = files.makeQualified(new Path(file));
      for (Path above = path.getParent(); above != null; above = path.getParent()) {
        if (isOwn(path.getName()) && holdsRun(files, above)) {
          throw new UserException(
              "%s is needed by the run or the model that is there".formatted(file),
              "--output",
              "choose another name");
        }
        path = above;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at %s".formatted(file), e);
    }
  }

  private static boolean isOwn(String name) {
    return OWN.contains(name) || LockFiles.isLock(name);
  }

  private static boolean holdsRun(FileSystem files, Path folder) throws IOException {
    return files.exists(new Path(folder, UNFINISHED))
        || files.exists(new Path(folder, FINISHED))
        || files.exists(new Path(folder, ModelFolder.MANIFEST));
  }

  /**
   * Checks, before any work is done, that a model may be written.
   *
   * @param inputs the tables that are read; the model must not lie among them
   * @throws UserException if something is there that may not be replaced, an input is, or somebody
   *     is at work there
   */
  public static void requireWritable(
      Configuration hadoop, String output, boolean overwrite, Collection<String> inputs) {
    try {
      OutputRules rules = new OutputRules(hadoop, output, overwrite);
      rules.requireApart(inputs);
      Optional<LockFiles.Found> other =
          FolderLock.holderOf(new FolderFiles(hadoop, output), new Path(output));
      if (other.isPresent()) {
        throw FolderLock.inUse(new Path(output), other.get());
      }
      rules.requireReplaceable();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at the output %s".formatted(output), e);
    }
  }
}
