package org.lockstep.model.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.lock.FolderLock;

/**
 * The output folder of a run.
 *
 * <pre>
 *   unfinished.conf       the settings, until the run is finished
 *   settings.conf         the settings of a finished run
 *   checkpoints/          the states that the run can be resumed from
 *   metrics.jsonl         the history: a JSON object a line, each for one or more iterations
 *   metrics.csv           the history as a table
 *   replaced/             the files above of a former run in this folder, until the new run has a
 *                         checkpoint
 *   weights.safetensors   the model of the finished run;
 *   manifest.json         until then a model of a former run stays
 *   folds/                the runs of a cross-validation, fold-001 and so on
 *   diverged.txt          why a trial of a search has no model
 *   tensorboard/          event files, if TensorBoard is switched on
 *   mlflow.json           the ID of the run in MLflow, if MLflow is switched on
 *   stop                  created by a user to stop the run
 *   lock-ID.json          names the process that writes here: see {@link FolderLock}
 * </pre>
 *
 * <p>An existing folder is not changed before {@link #start}, which is called after all checks.
 */
public final class RunFolder implements AutoCloseable {
  private final Configuration hadoop;
  private final String output;
  private final FolderFiles files;

  /** Settings still to be written by {@link #start}. */
  private Optional<String> newSettings = Optional.empty();

  private @Nullable FolderLock lock;

  private final ReplacedRun replacedRun;

  /** What {@link #close} has to undo if the run has left nothing to keep. */
  private Changes changes = Changes.NONE;

  /** Whether a former run is still to be set aside. */
  private boolean mustReplace;

  private boolean worthKeeping;

  private enum Changes {
    NONE,
    /** A former run was set aside. */
    REPLACED,
    /** The folder was new: all files are this run's. */
    ALL
  }

  private RunFolder(Configuration hadoop, String output) throws IOException {
    this.hadoop = hadoop;
    this.output = output;
    this.files = new FolderFiles(hadoop, output);
    this.replacedRun = new ReplacedRun(files, new Path(output));
  }

  /**
   * Begins a run and locks its folder until {@link #close}. In a new folder the run can be resumed
   * from now on; an existing folder stays as it is until {@link #start}.
   *
   * @param overwrite whether a former run or model may be replaced
   * @param inputs the tables that the run reads; the output must not lie within them
   * @param settings as a file from which the run could be started again
   * @throws UserException if the folder holds something that may not be replaced, lies within an
   *     input, or is in use by another process
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
   * Like {@link #begin(Configuration, String, boolean, Collection, String)}.
   *
   * @param notices receives a line if the call has to wait for a process of another machine
   */
  public static RunFolder begin(
      Configuration hadoop,
      String output,
      boolean overwrite,
      Collection<String> inputs,
      String settings,
      Consumer<String> notices) {
    try {
      OutputGuard guard = new OutputGuard(hadoop, output, overwrite);
      guard.requireApart(inputs);
      RunFolder folder = new RunFolder(hadoop, output);
      folder.lock =
          FolderLock.take(folder.files, new Path(output), guard::requireReplaceable, notices);
      folder.begin(guard.isFree(), settings);
      return folder;
    } catch (IOException e) {
      throw OutputGuard.writeFailure(output, e);
    }
  }

  private void begin(boolean isNew, String settings) throws IOException {
    newSettings = Optional.of(settings);
    mustReplace = !isNew;
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
   * Locks the folder of an existing run, unless this object holds the lock already.
   *
   * @param notices receives a line if the call has to wait for a process of another machine
   * @return releases the lock; does nothing if it was held before
   * @throws UserException if the folder is in use by another process
   */
  public Hold hold(Consumer<String> notices) {
    if (lock != null) {
      return () -> {};
    }
    try {
      lock = FolderLock.take(files, new Path(output), this::requireRun, notices);
      return this::release;
    } catch (IOException e) {
      throw OutputGuard.writeFailure(output, e);
    }
  }

  private void requireRun() {
    settings();
  }

  /** A lock that is held. */
  public interface Hold {
    /** Releases it. */
    void release();
  }

  private void release() {
    if (lock != null) {
      lock.close();
      lock = null;
    }
  }

  /**
   * Requires that the folder is still locked by this object, if it was; reads the file system.
   *
   * @throws UserException if another process took this one for ended
   */
  public void requireHeld() {
    if (lock != null) {
      lock.requireHeld();
    }
  }

  /** Like {@link #requireHeld} by the result of the last heartbeat; does no I/O. */
  public void requireNotLost() {
    if (lock != null) {
      lock.requireNotLost();
    }
  }

  /** The process that holds the folder, as messages name it; found without waiting. */
  public static Optional<String> holder(Configuration hadoop, String output) {
    try {
      return FolderLock.holderOf(new FolderFiles(hadoop, output), new Path(output));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at %s".formatted(output), e);
    }
  }

  /**
   * Makes the folder this run's: sets a former run aside and writes the settings. Called once all
   * checks have passed, before any other file is written.
   */
  public void start() {
    try {
      if (mustReplace) {
        mustReplace = false;
        changes = Changes.REPLACED;
        replacedRun.setAside();
      }
      if (newSettings.isPresent()) {
        files.write(path(RunFiles.UNFINISHED), newSettings.get().getBytes(StandardCharsets.UTF_8));
        newSettings = Optional.empty();
      }
    } catch (IOException e) {
      throw OutputGuard.writeFailure(output, e);
    }
  }

  /**
   * Opens an existing run for reading; to write, {@link #hold} it.
   *
   * @throws UserException if there is no run
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

  /**
   * The settings that the run was started with.
   *
   * @throws UserException if there is no run, or the file cannot be read
   */
  public String settings() {
    return RunFiles.readSettings(files, output);
  }

  /** Sets the settings that {@link #start} writes: a resumed run may change some. */
  public void replaceSettings(String settings) {
    newSettings = Optional.of(settings);
  }

  /** Whether checkpoints and history are still those of the former run. */
  public boolean holdsFormerRun() {
    return mustReplace;
  }

  /** Whether the run is finished. */
  public boolean isFinished() {
    try {
      return !files.files().exists(path(RunFiles.UNFINISHED));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at %s".formatted(output), e);
    }
  }

  /** Whether a user has created the file {@code stop}; deletes it. */
  public boolean takeStopFile() {
    try {
      return files.files().exists(path(FolderLock.STOP_FILE))
          && files.files().delete(path(FolderLock.STOP_FILE), false);
    } catch (IOException e) {
      return false; // a transient failure of the file system: the caller asks again soon
    }
  }

  /** The folder of the checkpoints. */
  public Path checkpoints() {
    return path(RunFiles.CHECKPOINTS);
  }

  /** The path of the folder, as the user wrote it. */
  public String output() {
    return output;
  }

  /** Access to the file system of the folder. */
  public FolderFiles files() {
    return files;
  }

  /** Called when the run has a checkpoint or a model: {@link #close} then keeps the files. */
  public void keep() {
    worthKeeping = true;
    replacedRun.delete();
  }

  /**
   * Writes the model and marks the run as finished.
   *
   * @param validation the metrics of the model; null without validation
   * @param test its metrics on the examples to test on; null without
   * @throws UncheckedIOException if the file system fails; the run can then be resumed
   * @throws UserException if another process has taken over the folder
   */
  public void finish(Model model, @Nullable Metrics validation, @Nullable Metrics test) {
    requireHeld();
    ModelFolder.write(hadoop, output, model, validation, test);
    try {
      if (!isFinished()) {
        files.move(path(RunFiles.UNFINISHED), path(RunFiles.FINISHED));
      }
    } catch (IOException e) {
      throw OutputGuard.writeFailure(output, e);
    }
    keep();
  }

  /** Makes {@link #close} delete what the run has written, even if it has a checkpoint. */
  public void discard() {
    worthKeeping = false;
  }

  /** Releases the lock; if the run has nothing to keep, restores the folder as it was before. */
  @Override
  public void close() {
    try {
      if (!worthKeeping && lock != null && !lock.isLost()) {
        undo(lock);
      }
    } catch (IOException e) {
      throw OutputGuard.writeFailure(output, e);
    } finally {
      release();
    }
  }

  private void undo(FolderLock held) throws IOException {
    if (changes == Changes.ALL) {
      for (String name : RunFiles.ALL) {
        files.files().delete(path(name), true);
      }
    } else if (changes == Changes.REPLACED) {
      replacedRun.restore();
      held.markUnchanged();
    }
    changes = Changes.NONE;
  }

  private Path path(String name) {
    return new Path(output, name);
  }
}
