package org.lockstep.model.run;

import static org.lockstep.model.run.RunFiles.CHECKPOINTS;
import static org.lockstep.model.run.RunFiles.OF_ONE_RUN;
import static org.lockstep.model.run.RunFiles.REPLACED;
import static org.lockstep.model.run.RunFiles.UNFINISHED;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.file.ModificationTime;

/**
 * The files of a former run, in {@code replaced/} of the output folder: restored if the new run
 * fails before its first checkpoint, deleted after it.
 */
final class ReplacedRun {
  private final FolderFiles files;
  private final FileSystem fileSystem;
  private final Path output;

  ReplacedRun(FolderFiles files, Path output) {
    this.files = files;
    this.fileSystem = files.files();
    this.output = output;
  }

  /** Moves the files of the former run to {@code replaced/}. */
  void setAside() throws IOException {
    // Another run was killed here before its first checkpoint: what it had replaced is to be kept,
    // its own files are not.
    boolean isWorthless =
        fileSystem.exists(path(REPLACED)) && !fileSystem.exists(path(CHECKPOINTS));
    if (!isWorthless) {
      copySettings();
    }
    for (String name : OF_ONE_RUN) {
      if (isWorthless) {
        fileSystem.delete(path(name), true);
      } else if (fileSystem.exists(path(name))) {
        fileSystem.mkdirs(path(REPLACED));
        fileSystem.delete(replaced(name), true);
        files.move(path(name), replaced(name));
      }
    }
  }

  /** A copy, since the folder of an unfinished run has the file at all times. */
  private void copySettings() throws IOException {
    files.delete(replaced(UNFINISHED));
    if (fileSystem.exists(path(UNFINISHED))) {
      ModificationTime time = ModificationTime.of(files, path(UNFINISHED));
      files.write(
          replaced(UNFINISHED), files.read(path(UNFINISHED), RunFiles.LARGEST_SETTINGS_BYTES));
      time.copyTo(replaced(UNFINISHED));
    }
  }

  /** Deletes the files of the new run and moves those of the former one back. */
  void restore() throws IOException {
    if (!fileSystem.exists(replaced(UNFINISHED))) {
      fileSystem.delete(path(UNFINISHED), false);
    } else {
      files.move(replaced(UNFINISHED), path(UNFINISHED));
    }
    for (String name : OF_ONE_RUN) {
      fileSystem.delete(path(name), true);
      if (fileSystem.exists(replaced(name))) {
        files.move(replaced(name), path(name));
      }
    }
    fileSystem.delete(path(REPLACED), true);
  }

  /** Deletes the files of the former run; what cannot be deleted stays, and is never read. */
  void delete() {
    files.deleteQuietly(path(REPLACED));
  }

  private Path path(String name) {
    return new Path(output, name);
  }

  private Path replaced(String name) {
    return new Path(path(REPLACED), name);
  }
}
