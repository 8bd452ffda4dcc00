package org.lockstep.listener;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.lockstep.model.file.FolderFiles;

/** A text file that lines are added to; what has not been written yet waits in memory. */
final class GrowingFile {
  private final FolderFiles files;
  private final Path path;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private final Optional<Object> identity;
  private long length;

  /** A file that is there, and that nobody else writes to. */
  GrowingFile(FolderFiles files, Path path) throws IOException {
    this.files = files;
    this.path = path;
    length = files.files().getFileStatus(path).getLen();
    identity = files.identity(path);
  }

  /** Adds a line to what waits. */
  void add(String line) {
    waiting.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes what waits; it goes on waiting if that fails.
   *
   * @throws IOException also if somebody else has put another file in its place, or cut it off
   */
  void flush() throws IOException {
    if (waiting.size() > 0) {
      if (!files.identity(path).equals(identity)) {
        throw new IOException(path.getName() + " is another file: somebody else has written it");
      }
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
