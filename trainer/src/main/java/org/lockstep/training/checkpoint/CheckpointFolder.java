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
import org.lockstep.model.VectorFile;
import org.lockstep.model.file.FolderFiles;

/**
 * Reads and writes the checkpoints of one run, a file each.
 *
 * <pre>
 *   run-0f3c5a7799e1b2d4.json             identity of the run, named by its checksum
 *   iteration-000000000690.safetensors    a checkpoint; its checksum is written last
 * </pre>
 *
 * <p>Each file is written once and sequentially, which every file system can do. The identity may
 * be long and is the same for all checkpoints, so it is written once; it is read only to say how
 * another run differs.
 */
public final class CheckpointFolder {
  private static final Pattern NAME = Pattern.compile("iteration-(\\d{12,18})\\.safetensors");
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final int NAME_DIGITS = 16;
  private static final int LARGEST_JSON = 1 << 28;

  private final FolderFiles files;
  private final Path folder;

  /** The content of a checkpoint file besides its vectors. */
  record State(int formatVersion, String runSha256, Progress progress) {
    static final int FORMAT_VERSION = 2;
  }

  /**
   * A checkpoint that was read.
   *
   * @param runSha256 checksum of its run's identity
   */
  public record Saved(String runSha256, Checkpoint checkpoint) {}

  /** Creates a reader and writer of the checkpoints in {@code folder}. */
  public CheckpointFolder(FolderFiles files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /** Iterations with a checkpoint file, the latest first. */
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
      // there are none
    }
    return iterations;
  }

  /**
   * Writes a checkpoint; there must be none of the same iteration.
   *
   * @param force whether to force it to disk
   * @throws IOException if the file system fails, or there is one; a partly written file is deleted
   *     if possible, an existing one is unchanged
   */
  void write(WrittenIdentity run, Checkpoint checkpoint, boolean force) throws IOException {
    State state = new State(State.FORMAT_VERSION, run.sha256, checkpoint.progress());
    Path path = path(checkpoint.progress().iteration());
    files.create(path, out -> VectorFile.write(out, state, checkpoint.vectors()), force);
  }

  /** A run's identity, encoded. */
  static final class WrittenIdentity {
    private final byte[] json;
    private final String sha256;

    WrittenIdentity(RunIdentity identity) {
      json = CheckedJson.write(identity);
      sha256 = Digest.of(json);
    }
  }

  /** Writes the identity of a run, before its first checkpoint, unless it is there undamaged. */
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
   * Lists the differences between a run and the run of a checkpoint, one text each.
   *
   * @param now identity of the run
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
   * @throws IOException if it is damaged; the message says how
   * @throws IllegalArgumentException if it is a folder, a pipe or a device
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
        throw new IOException("it does not name its run");
      }
      Progress progress = state.progress();
      if (progress.iteration() != iteration) {
        throw new IOException("it is that of iteration %d".formatted(progress.iteration()));
      }
      return new Saved(state.runSha256(), new Checkpoint(progress, content.vectors()));
    }
  }

  /**
   * Reads the latest undamaged checkpoint.
   *
   * @param warnings is notified of damaged ones
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
   * Deletes old checkpoints.
   *
   * @param iterations of all checkpoints, the latest first; deleted ones are removed from it
   * @param keep how many of the latest to keep
   * @param others to keep too
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
        // a damaged one counts as none
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

  /**
   * Deletes the checkpoints of iterations after the one that the run continues from: they are
   * damaged, or of an abandoned run.
   */
  void deleteAfter(long iteration) throws IOException {
    for (long each : iterations()) {
      if (each > iteration) {
        files.delete(path(each));
      }
    }
  }

  /** Jackson's messages have several lines. */
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
