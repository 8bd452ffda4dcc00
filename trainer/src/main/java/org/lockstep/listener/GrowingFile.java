package org.lockstep.listener;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.Path;
import org.lockstep.model.FolderFiles;

/** A text file that lines are added to; what has not been written yet waits in memory. */
final class GrowingFile {
  private final FolderFiles files;
  private final Path path;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private long length;

  /** A file that is there. */
  GrowingFile(FolderFiles files, Path path) throws IOException {
    this.files = files;
    this.path = path;
    length = files.files().getFileStatus(path).getLen();
  }

  /** Adds a line to what waits. */
  void add(String line) {
    waiting.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Writes what waits; it goes on waiting if that fails. */
  void flush() throws IOException {
    if (waiting.size() > 0) {
      files.append(path, length, waiting.toByteArray());
      length += waiting.size();
      waiting.reset();
    }
  }

  /** How much waits. */
  int waitingBytes() {
    return waiting.size();
  }
}
