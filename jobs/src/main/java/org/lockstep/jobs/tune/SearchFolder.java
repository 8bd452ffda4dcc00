package org.lockstep.jobs.tune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
import org.lockstep.model.run.RunFiles;
import org.lockstep.model.run.RunFolder;

/**
 * The output folder of a search.
 *
 * <pre>
 *   trial-001/   the run folder of the first trial
 *   tune.json    all trials and their results; written for other programs, not read by the search
 * </pre>
 *
 * <p>It is locked like the folder of a run; so is the folder of each trial while it trains.
 */
public final class SearchFolder {
  private static final String RESULT = "tune.json";
  private static final int LARGEST_RESULT = 1 << 26;
  private static final Pattern TRIAL = Pattern.compile("trial-\\d{3,}");

  /** The files and folders that may exist before a search begins or continues. */
  private static final Pattern OURS =
      Pattern.compile(TRIAL.pattern() + "|tune\\.json|lock-.*\\.json|\\..*");

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
   * Checks the folder, which need not exist; writes nothing.
   *
   * @throws UserException if it has files that are not of a search, or trials of another search
   *     that may not be replaced
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
          "choose another folder, such as --set output=%s-tune".formatted(output));
    }
    trials = settings.trials().stream().map(trial -> TrialFolder.of(hadoop, trial)).toList();
  }

  /**
   * Locks the folder for this search, unless it is locked already.
   *
   * @param notices receives a message while waiting for the lock of a process on another machine
   * @return releases the lock if this call has taken it
   * @throws UserException as {@link #open}, or if another search is running there
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

  /** The names in the folder that do not belong to a search. */
  private static List<String> others(Configuration hadoop, String output) {
    try {
      Path folder = new Path(output);
      FileSystem files = new FolderFiles(hadoop, output).files();
      if (!files.exists(folder)) {
        return List.of();
      }
      // If the output is a file, this lists the file itself.
      FileStatus[] found = files.listStatus(folder);
      return Arrays.stream(found)
          .map(status -> status.getPath().getName())
          .filter(name -> !OURS.matcher(name).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot access the output %s".formatted(output), e);
    }
  }

  /**
   * The searches in a folder.
   *
   * @return the names of their folders, in alphabetical order
   */
  public static List<String> foldersIn(Configuration hadoop, String parent) {
    try {
      return Arrays.stream(new FolderFiles(hadoop, parent).files().listStatus(new Path(parent)))
          .filter(FileStatus::isDirectory)
          .map(status -> status.getPath().getName())
          .filter(name -> !RunFiles.existIn(hadoop, parent + "/" + name))
          .filter(name -> !trialsIn(hadoop, parent + "/" + name).isEmpty())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at %s".formatted(parent), e);
    }
  }

  /** The names of the run folders of a search, by number. */
  public static List<String> trialsIn(Configuration hadoop, String search) {
    return RunFiles.foldersIn(hadoop, search).stream()
        .filter(name -> TRIAL.matcher(name).matches())
        .toList();
  }

  /**
   * The folder of the best trial so far, from {@code tune.json}; empty if no trial has a model yet.
   */
  public static Optional<String> bestOf(Configuration hadoop, String search) {
    try {
      byte[] json = new FolderFiles(hadoop, search).read(new Path(search, RESULT), LARGEST_RESULT);
      JsonNode best = new ObjectMapper().readTree(json).path("best");
      return best.isTextual() ? Optional.of(new Path(best.asText()).getName()) : Optional.empty();
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IllegalArgumentException | JsonProcessingException e) {
      throw new UserException(
          "the results of the search cannot be read",
          search + "/" + RESULT,
          "call tune again, which writes them anew",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read %s".formatted(search), e);
    }
  }

  /**
   * Opens the folder of a trial that follows from the results of the others.
   *
   * @throws UserException if it has a run with other settings that may not be replaced
   */
  TrialFolder add(Trial trial) {
    TrialFolder added = TrialFolder.of(hadoop, trial);
    List<TrialFolder> all = new ArrayList<>(trials);
    all.add(added);
    trials = List.copyOf(all);
    return added;
  }

  /** The trials that are known, by number. */
  public List<TrialFolder> trials() {
    return trials;
  }

  /** Writes tune.json, replacing an earlier one. */
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
