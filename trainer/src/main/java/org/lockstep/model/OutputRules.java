package org.lockstep.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.lockstep.UserException;

/** Where a run may begin. */
final class OutputRules {
  private final Configuration hadoop;
  private final String output;
  private final boolean overwrite;
  private final FileSystem files;
  private final Path folder;

  /**
   * Creates them.
   *
   * @param overwrite whether what is there may be replaced
   */
  OutputRules(Configuration hadoop, String output, boolean overwrite) throws IOException {
    this.hadoop = hadoop;
    this.output = output;
    this.overwrite = overwrite;
    this.files = new FolderFiles(hadoop, output).files();
    this.folder = files.makeQualified(new Path(output));
  }

  /**
   * Refuses an output among the inputs, and inputs in the output.
   *
   * @param inputs the tables that are read
   */
  void requireApart(Collection<String> inputs) throws IOException {
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
  }

  /**
   * Whether there is no folder, or one that a process was killed in before it had begun: locks are
   * nothing.
   */
  boolean isFree() throws IOException {
    try {
      FileStatus[] all = files.listStatus(folder);
      return files.getFileStatus(folder).isDirectory() && all.length > 0 && names(all).isEmpty();
    } catch (FileNotFoundException e) {
      return true;
    }
  }

  private static List<String> names(FileStatus[] all) {
    return Arrays.stream(all)
        .map(status -> status.getPath().getName())
        .filter(name -> !LockFiles.isLock(name))
        .toList();
  }

  /** Refuses what may not be replaced. */
  void requireReplaceable() throws IOException {
    if (isFree()) {
      requireFolderAbove();
      return;
    }
    boolean isUnfinished = files.exists(new Path(folder, RunFolder.UNFINISHED));
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
    if (!isUnfinished && !files.exists(new Path(folder, ModelFolder.MANIFEST)) && !isEmpty()) {
      throw new UserException(
          "%s exists and is no model: it has no %s".formatted(output, ModelFolder.MANIFEST),
          "output",
          "choose another folder; overwrite = true replaces models only");
    }
  }

  private void requireFolderAbove() throws IOException {
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

  private boolean isEmpty() throws IOException {
    return files.getFileStatus(folder).isDirectory() && names(files.listStatus(folder)).isEmpty();
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
