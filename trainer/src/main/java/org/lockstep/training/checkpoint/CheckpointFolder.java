package org.lockstep.training.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.CheckedJson;
import org.lockstep.model.Digest;
import org.lockstep.model.FolderFiles;
import org.lockstep.model.VectorFile;

/**
 * The checkpoints of one run, a file each.
 *
 * <pre>
 *   run-0f3c5a7799e1b2d4.json             whose run it is, named by its checksum
 *   iteration-000000000690.safetensors    a checkpoint; its checksum is written last
 * </pre>
 *
 * <p>Each file is written once, from front to back, so any file system will do. The run's own file
 * is the same for all checkpoints, and may be long: it is written once, and needed only to tell
 * what differs in a run that is not the same.
 */
public final class CheckpointFolder {
  private static final Pattern NAME = Pattern.compile("iteration-(\\d{12,18})\\.safetensors");
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final int NAME_DIGITS = 16;
  private static final int LARGEST_JSON = 1 << 28;

  private final FolderFiles files;
  private final Path folder;

  /** What a checkpoint holds besides its vectors. */
  record State(int formatVersion, String runSha256, Progress progress) {
    static final int FORMAT_VERSION = 2;
  }

  /**
   * A checkpoint as it was read.
   *
   * @param runSha256 checksum of the identity of the run that it is of
   */
  public record Saved(String runSha256, Checkpoint checkpoint) {}

  /** The checkpoints below {@code folder}. */
  public CheckpointFolder(FolderFiles files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /** The iterations that there seem to be checkpoints of, the latest first. */
  SortedSet<Long> iterations() throws IOException {
    SortedSet<Long> iterations = new TreeSet<>(Comparator.reverseOrder());
    try {
      for (FileStatus status : files.files().listStatus(folder)) {
        Matcher name = NAME.matcher(status.getPath().getName());
        if (name.matches()) {
          iterations.add(Long.parseLong(name.group(1)));
        }
      }
    } catch (FileNotFoundException e) {
      // Then there is none.
    }
    return iterations;
  }

  /**
   * Writes a checkpoint; none of the same iteration may be there.
   *
   * @param force whether a loss of power may not take it
   * @throws IOException if the file system fails, or one is there; what was written of it is gone
   *     then, if that can be, and one that was there stays
   */
  void write(WrittenIdentity run, Checkpoint checkpoint, boolean force) throws IOException {
    State state = new State(State.FORMAT_VERSION, run.sha256, checkpoint.progress());
    Path path = path(checkpoint.progress().iteration());
    files.create(path, out -> VectorFile.write(out, state, checkpoint.vectors()), force);
  }

  /** A run's identity as its checkpoints refer to it. */
  static final class WrittenIdentity {
    private final byte[] json;
    private final String sha256;

    WrittenIdentity(RunIdentity identity) {
      json = CheckedJson.write(identity);
      sha256 = Digest.of(json);
    }
  }

  /** Writes the identity of the run whose checkpoints are to follow, if it is not there whole. */
  void write(WrittenIdentity run) throws IOException {
    Path path = runPath(run.sha256);
    if (!isThere(path, run.json)) {
      files.write(path, run.json);
    }
  }

  private boolean isThere(Path path, byte[] content) throws IOException {
    try {
      return Arrays.equals(files.read(path, content.length), content);
    } catch (FileNotFoundException | IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * What is not the same in a run as in that of a checkpoint, a text each.
   *
   * @param now the run
   * @see RunIdentity#differences
   */
  public List<String> differences(Saved saved, RunIdentity now) {
    if (saved.runSha256().equals(new WrittenIdentity(now).sha256)) {
      return List.of();
    }
    Path path = runPath(saved.runSha256());
    try {
      byte[] run = files.read(path, LARGEST_JSON);
      if (Digest.of(run).equals(saved.runSha256())) {
        return CheckedJson.read(run, RunIdentity.class).differences(now);
      }
      return List.of("what differs is unknown, as %s is damaged".formatted(path.getName()));
    } catch (IOException | IllegalArgumentException e) {
      return List.of("what differs is unknown: %s".formatted(firstLine(e)));
    }
  }

  /**
   * Reads a checkpoint.
   *
   * @throws IOException if it is damaged, and how
   * @throws IllegalArgumentException if it is no file but a folder, a pipe or a device
   */
  Saved read(long iteration) throws IOException {
    Path path = path(iteration);
    long length = files.length(path);
    try (FSDataInputStream in = files.open(path)) {
      VectorFile.Content<State> content = VectorFile.read(in, length, State.class);
      State state = content.record();
      if (state.formatVersion() != State.FORMAT_VERSION) {
        throw new IOException("it has format %d".formatted(state.formatVersion()));
      }
      if (!SHA_256.matcher(state.runSha256()).matches()) {
        throw new IOException("it does not say whose run it is of");
      }
      Progress progress = state.progress();
      if (progress.iteration() != iteration) {
        throw new IOException("it is that of iteration %d".formatted(progress.iteration()));
      }
      return new Saved(state.runSha256(), new Checkpoint(progress, content.vectors()));
    }
  }

  /**
   * Reads the latest checkpoint that is whole.
   *
   * @param warnings hears of those that are not
   * @return empty if there is none
   */
  public Optional<Saved> latest(Consumer<String> warnings) {
    try {
      for (long iteration : iterations()) {
        try {
          return Optional.of(read(iteration));
        } catch (IOException | IllegalArgumentException e) {
          warnings.accept(
              "the checkpoint of iteration %d is damaged and passed over: %s"
                  .formatted(iteration, firstLine(e)));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for checkpoints in %s".formatted(folder), e);
    }
  }

  /**
   * Deletes the checkpoints that are no longer wanted.
   *
   * @param iterations those that there are, the latest first; afterwards those that are left
   * @param keep how many of the last ones stay
   * @param others that stay too
   */
  void prune(SortedSet<Long> iterations, int keep, LongPredicate others) throws IOException {
    for (long iteration : iterations.stream().skip(keep).toList()) {
      if (!others.test(iteration)) {
        files.delete(path(iteration));
        iterations.remove(iteration);
      }
    }
  }

  /** The iteration of the checkpoint with the smallest validation loss, if any has one. */
  @Nullable Best best() throws IOException {
    Best best = null;
    for (long iteration : iterations()) {
      try {
        best = Best.of(best, read(iteration).checkpoint().progress());
      } catch (IOException | IllegalArgumentException e) {
        // A damaged one is none.
      }
    }
    return best;
  }

  /** A checkpoint and its validation loss. */
  record Best(long iteration, double loss) {
    /** The better of two. */
    static @Nullable Best of(@Nullable Best best, Progress other) {
      double loss = other.validationLoss();
      boolean isBetter = best == null ? !Double.isNaN(loss) : loss < best.loss();
      return isBetter ? new Best(other.iteration(), loss) : best;
    }
  }

  /** Deletes the checkpoints after an iteration: they are damaged, or those of another course. */
  void deleteAfter(long iteration) throws IOException {
    for (long each : iterations()) {
      if (each > iteration) {
        files.delete(path(each));
      }
    }
  }

  /** Jackson's messages have more. */
  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private Path runPath(String sha256) {
    return new Path(folder, "run-%s.json".formatted(sha256.substring(0, NAME_DIGITS)));
  }

  private Path path(long iteration) {
    return new Path(folder, String.format(Locale.ROOT, "iteration-%012d.safetensors", iteration));
  }
}
