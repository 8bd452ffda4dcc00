package org.lockstep.jobs.tune;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.lockstep.Secrets;
import org.lockstep.UserException;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.lock.FolderLock;
import org.lockstep.model.run.OutputGuard;
import org.lockstep.model.run.RunFolder;

/**
 * The output of a search.
 *
 * <pre>
 *   trial-001/   the first trial: a run as any other
 *   tune.json    all trials and how they do, for whoever wants to read it; the search does not
 * </pre>
 *
 * <p>It is locked as the folder of a run is, and so is that of each trial while it trains.
 */
public final class SearchFolder {
  private static final String RESULT = "tune.json";

  /** What may be there before a search begins, or goes on. */
  private static final Pattern OURS =
      Pattern.compile("trial-\\d{3,}|tune\\.json|lock-.*\\.json|\\..*");

  private final Configuration hadoop;
  private final TuneSettings settings;
  private final String output;
  private List<TrialFolder> trials = List.of();
  private @Nullable FolderLock lock;

  private SearchFolder(Configuration hadoop, TuneSettings settings) {
    this.hadoop = hadoop;
    this.settings = settings;
    this.output = settings.output();
  }

  /**
   * Looks at the folder, which need not be there; nothing is written yet.
   *
   * @throws UserException if it holds something else, or trials of another search that may not be
   *     replaced
   */
  public static SearchFolder open(Configuration hadoop, TuneSettings settings) {
    SearchFolder folder = new SearchFolder(hadoop, settings);
    folder.look();
    return folder;
  }

  private void look() {
    List<String> others = others(hadoop, output);
    if (!others.isEmpty()) {
      throw new UserException(
          "%s holds something else than a search, such as %s".formatted(output, others.get(0)),
          "output",
          "choose a folder for the search alone, such as --set output=%s-tune".formatted(output));
    }
    trials = settings.trials().stream().map(trial -> TrialFolder.of(hadoop, trial)).toList();
  }

  /**
   * Holds the folder for this search, if it does not do so yet.
   *
   * @param notices hears that it is waited for a sign of life of a process of another machine
   * @return gives it back, if it was not held before
   * @throws UserException as {@link #open}, or if another search is at work there
   */
  public RunFolder.Hold hold(Consumer<String> notices) {
    if (lock != null) {
      return () -> {};
    }
    try {
      FolderLock taken =
          FolderLock.take(new FolderFiles(hadoop, output), new Path(output), this::look, notices);
      lock = taken;
      return () -> {
        lock = null;
        taken.close();
      };
    } catch (IOException e) {
      throw OutputGuard.writeFailure(output, e);
    }
  }

  /** The names in the folder that are not a search's. */
  private static List<String> others(Configuration hadoop, String output) {
    try {
      Path folder = new Path(output);
      FileSystem files = new FolderFiles(hadoop, output).files();
      if (!files.exists(folder)) {
        return List.of();
      }
      // Of a file, this lists the file itself.
      FileStatus[] found = files.listStatus(folder);
      return Arrays.stream(found)
          .map(status -> status.getPath().getName())
          .filter(name -> !OURS.matcher(name).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at the output %s".formatted(output), e);
    }
  }

  /** The trials, in their order. */
  public List<TrialFolder> trials() {
    return trials;
  }

  /** Writes how the trials do, in place of what was written before. */
  public void write(String json) {
    try {
      new FolderFiles(hadoop, output)
          .write(
              new Path(output, RESULT),
              (Secrets.hiddenIn(json) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to %s".formatted(output), e);
    }
  }
}
