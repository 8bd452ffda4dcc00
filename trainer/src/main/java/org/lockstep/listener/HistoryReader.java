package org.lockstep.listener;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.model.file.FolderFiles;

/** Reads the rows of a history one by one, from files of any length. */
final class HistoryReader implements AutoCloseable {
  private static final int LONGEST_LINE = 1 << 16;

  private final InputStream in;
  private final Path path;
  private long lines;

  /**
   * Opens a file; one that does not exist has no rows.
   *
   * @throws UserException if it is a folder, a pipe or a device
   */
  HistoryReader(FolderFiles files, Path path) throws IOException {
    this.path = path;
    in = open(files, path);
  }

  private static InputStream open(FolderFiles files, Path path) throws IOException {
    try {
      return new BufferedInputStream(files.open(path));
    } catch (FileNotFoundException e) {
      return InputStream.nullInputStream();
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "the history cannot be read: %s".formatted(e.getMessage()),
          path.toString(),
          "put the file back that the run has written, or take this away",
          e);
    }
  }

  /**
   * Reads the next row.
   *
   * @return null after the last; a line without an end is ignored: it is being written, or its
   *     writer was killed
   * @throws UserException if a line is not a row
   */
  @Nullable HistoryRow next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        return null;
      }
      if (line.size() == LONGEST_LINE) {
        throw damaged(new IOException("it is longer than a row can be"));
      }
      line.write(next);
    }
    lines++;
    try {
      return HistoryFormat.parse(line.toString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private UserException damaged(IOException cause) {
    return new UserException(
        "line %,d is no row of a history: %s".formatted(lines, cause.getMessage()),
        path.toString(),
        "take that line out, or read it with the version of Lockstep that wrote it",
        cause);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
