package org.lockstep.model.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.lockstep.UserException;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.lock.FolderLock;

/** Refuses output folders that a run, a model or another file must not be written to. */
public final class OutputGuard {
  private final Configuration hadoop;
  private final String output;
  private final boolean overwrite;
  private final FileSystem files;
  private final Path folder;

  /**
   * Creates the guard of a run's or a model's folder.
   *
   * @param overwrite whether a former run or model may be replaced
   */
  OutputGuard(Configuration hadoop, String output, boolean overwrite) throws IOException {
    this.hadoop = hadoop;
    this.output = output;
    this.overwrite = overwrite;
    this.files = new FolderFiles(hadoop, output).files();
    this.folder = files.makeQualified(new Path(output));
  }

  /**
   * Requires that the output lies within none of the inputs, and none of them within it.
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
   * Whether the folder does not exist, or holds lock files alone, since a process was killed before
   * it had begun.
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
        .filter(name -> !FolderLock.isLockFile(name))
        .toList();
  }

  /**
   * Requires that the folder is free, or holds a run or a model that may be replaced.
   *
   * @throws UserException if it does not
   */
  void requireReplaceable() throws IOException {
    if (isFree()) {
      requireParentFolder();
      return;
    }
    boolean isUnfinished = files.exists(new Path(folder, RunFiles.UNFINISHED));
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

  private void requireParentFolder() throws IOException {
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

  /**
   * Checks, before any work is done, that a model may be written.
   *
   * @param inputs the tables that are read; the output must not lie within them
   * @throws UserException if the folder holds something that may not be replaced, lies within an
   *     input, or is in use by a process
   */
  public static void requireWritable(
      Configuration hadoop, String output, boolean overwrite, Collection<String> inputs) {
    try {
      OutputGuard guard = new OutputGuard(hadoop, output, overwrite);
      guard.requireApart(inputs);
      FolderLock.requireFree(new FolderFiles(hadoop, output), new Path(output));
      guard.requireReplaceable();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at the output %s".formatted(output), e);
    }
  }

  /**
   * Requires that a file or folder to be written replaces no file of a run or a model, and lies in
   * no such folder.
   *
   * @param file which need not exist
   * @throws UserException if it does
   */
  public static void requireNoRunFile(Configuration hadoop, String file) {
    try {
      FileSystem files = new FolderFiles(hadoop, file).files();
      Path path = files.makeQualified(new Path(file));
      for (Path above = path.getParent(); above != null; above = path.getParent()) {
        if (isRunFile(path.getName()) && holdsRunOrModel(files, above)) {
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

  private static boolean isRunFile(String name) {
    return RunFiles.ALL.contains(name) || FolderLock.isLockFile(name);
  }

  private static boolean holdsRunOrModel(FileSystem files, Path folder) throws IOException {
    return RunFiles.existIn(files, folder) || files.exists(new Path(folder, ModelFolder.MANIFEST));
  }

  /**
   * The exception for a failed write: of the user where permission is missing, else of the disk.
   */
  public static RuntimeException writeFailure(String output, IOException e) {
    if (e instanceof AccessDeniedException || e instanceof AccessControlException) {
      return new UserException(
          "%s cannot be written to: permission denied".formatted(output),
          "output",
          "choose another folder, or ask its owner for permission",
          e);
    }
    return new UncheckedIOException("cannot write to %s".formatted(output), e);
  }
}
