package org.lockstep.listener;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.lockstep.model.file.FolderFiles;

/** Appends lines to a text file; lines that are not written yet are buffered in memory. */
final class GrowingFile {
  private final FolderFiles files;
  private final Path path;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private final Optional<Object> identity;
  private long length;

  /** Opens an existing file that no other process writes to. */
  GrowingFile(FolderFiles files, Path path) throws IOException {
    this.files = files;
    this.path = path;
    length = files.files().getFileStatus(path).getLen();
    identity = files.identity(path);
  }

  /** Adds a line to the buffer. */
  void add(String line) {
    waiting.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes the buffer, which is kept if that fails.
   *
   * @throws IOException also if the file was replaced or truncated by another process
   */
  void flush() throws IOException {
    if (waiting.size() > 0) {
      if (!files.identity(path).equals(identity)) {
        throw new IOException(path.getName() + " was replaced by another process");
      }
      files.append(path, length, waiting.toByteArray());
      length += waiting.size();
      waiting.reset();
    }
  }

  /** Size of the buffer. */
  int waitingBytes() {
    return waiting.size();
  }
}
