package org.lockstep.listener;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.lockstep.encoding.Task;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.run.RunFiles;

/**
 * Writes the rows of a history to its two files: when an epoch ends, and before as often as that
 * takes at most 1/{@value #PARTS} of the time: some 50 times a second on a local disk, once in a
 * few seconds on HDFS.
 *
 * <p>If the file system fails, the rows are buffered in memory for the next attempt, up to a
 * mebibyte.
 */
final class HistoryWriter {
  private static final int MOST_WAITING_BYTES = 1 << 20;

  /** Writing takes at most this fraction of the time between the ends of epochs. */
  private static final int PARTS = 200;

  private final FolderFiles files;
  private final Path rowsPath;
  private final Task task;
  private final GrowingFile rows;
  private final GrowingFile table;
  private boolean isFailing;
  private long nextFlushNanos = System.nanoTime();

  /**
   * Creates the files, or removes from them the rows of iterations that are repeated.
   *
   * @param run the folder
   * @param iterationsDone the last iteration whose rows stay; 0 for no rows
   * @throws IOException if the file system fails; the files are unchanged
   * @throws org.lockstep.UserException if a line before is not a row
   */
  HistoryWriter(FolderFiles files, String run, Task task, long iterationsDone) throws IOException {
    this.files = files;
    this.task = task;
    rowsPath = new Path(run, RunFiles.HISTORY);
    Path tablePath = new Path(run, RunFiles.HISTORY_TABLE);
    Map<Path, FolderFiles.Content> kept = new LinkedHashMap<>();
    kept.put(
        tablePath,
        out -> {
          write(HistoryFormat.header(task), out);
          copy(iterationsDone, row -> HistoryFormat.csv(row, task), out);
        });
    kept.put(rowsPath, out -> copy(iterationsDone, HistoryFormat::json, out));
    files.write(kept);
    rows = new GrowingFile(files, rowsPath);
    table = new GrowingFile(files, tablePath);
  }

  private void copy(long iterationsDone, Function<HistoryRow, String> format, OutputStream to)
      throws IOException {
    if (iterationsDone == 0) {
      return; // files that exist are another run's
    }
    OutputStream out = new BufferedOutputStream(to);
    try (HistoryReader reader = new HistoryReader(files, rowsPath)) {
      for (HistoryRow row = reader.next();
          row != null && row.iteration() <= iterationsDone;
          row = reader.next()) {
        write(format.apply(row), out);
      }
    }
    out.flush();
  }

  private static void write(String line, OutputStream to) throws IOException {
    to.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Adds a row.
   *
   * @throws IOException if the buffer is full because the file system fails
   */
  void add(HistoryRow row) throws IOException {
    rows.add(HistoryFormat.json(row));
    table.add(HistoryFormat.csv(row, task));
    boolean endsEpoch = row.epochLoss() != null;
    boolean areTooMany = rows.waitingBytes() + table.waitingBytes() > MOST_WAITING_BYTES;
    if (!areTooMany && System.nanoTime() - nextFlushNanos < 0 && (isFailing || !endsEpoch)) {
      return;
    }
    long start = System.nanoTime();
    try {
      flush();
      isFailing = false;
    } catch (IOException e) {
      isFailing = true;
      if (areTooMany) {
        throw e;
      }
    }
    long end = System.nanoTime();
    nextFlushNanos = end + PARTS * (end - start);
  }

  /** Writes the buffers, which are kept if that fails. */
  void flush() throws IOException {
    rows.flush();
    table.flush();
  }
}
