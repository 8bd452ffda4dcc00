package org.lockstep.listener;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.data.Task;
import org.lockstep.model.FolderFiles;
import org.lockstep.model.RunFolder;
import org.lockstep.training.TrainingPlan;

/**
 * The history of a run as two files of its folder, which can be read while the run goes on: {@code
 * metrics.jsonl}, a JSON object a row, and {@code metrics.csv}, the same rows as a table.
 *
 * <p>A resumed run goes on in the same files. The rows after the checkpoint that it goes on from,
 * and a line that was cut off, are dropped first: those iterations come again.
 *
 * <p>Rows are written when an epoch ends, and before as often as that takes little of the time:
 * every row on a local disk, about one a second on HDFS. Where the file system fails, they wait in
 * memory for the next time, up to a mebibyte of them.
 */
public final class HistoryFiles implements HistorySink {
  private static final int MOST_WAITING_BYTES = 1 << 20;
  private static final int LARGEST_IN_MEMORY = 1 << 28;

  /** Of the time between two epochs' ends, writing takes at most one part in so many. */
  private static final int PARTS = 50;

  private final Configuration hadoop;
  private final Task task;
  private String output = "";
  private @Nullable GrowingFile rows;
  private @Nullable GrowingFile table;
  private boolean isFailing;
  private long nextFlushNanos;

  /**
   * Creates it; the run's folder is known when the run begins.
   *
   * @param task of the run, by which its metrics are known
   */
  public HistoryFiles(Configuration hadoop, Task task) {
    this.hadoop = hadoop;
    this.task = task;
  }

  /**
   * Makes the files, or drops from them what comes again.
   *
   * @throws UncheckedIOException if the file system fails; the files are as they were then
   * @throws UserException if a line before those is no row
   */
  @Override
  public void begin(TrainingPlan plan) {
    output = plan.output();
    try {
      FolderFiles files = new FolderFiles(hadoop, output);
      long done = plan.iterationsDone();
      Map<Path, FolderFiles.Content> kept = new LinkedHashMap<>();
      kept.put(
          table(output),
          out -> {
            write(HistoryFormat.header(task), out);
            copy(files, done, row -> HistoryFormat.csv(row, task), out);
          });
      kept.put(rows(output), out -> copy(files, done, HistoryFormat::json, out));
      files.write(kept);
      table = new GrowingFile(files, table(output));
      rows = new GrowingFile(files, rows(output));
      nextFlushNanos = System.nanoTime();
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private void copy(
      FolderFiles files, long iterations, Function<HistoryRow, String> format, OutputStream to)
      throws IOException {
    if (iterations == 0) {
      return; // whatever is there is none of this run's
    }
    OutputStream out = new BufferedOutputStream(to);
    try (HistoryReader reader = new HistoryReader(files, rows(output))) {
      for (HistoryRow row = reader.next();
          row != null && row.iteration() <= iterations;
          row = reader.next()) {
        write(format.apply(row), out);
      }
    }
    out.flush();
  }

  private static void write(String line, OutputStream to) throws IOException {
    to.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void add(HistoryRow row) {
    if (rows == null || table == null) {
      throw new IllegalStateException("rows come after the run has begun");
    }
    rows.add(HistoryFormat.json(row));
    table.add(HistoryFormat.csv(row, task));
    boolean endsEpoch = row.epochLoss() != null;
    if (System.nanoTime() - nextFlushNanos >= 0
        || (endsEpoch && !isFailing)
        || waitingBytes(rows, table) > MOST_WAITING_BYTES) {
      flush(rows, table);
    }
  }

  private static int waitingBytes(GrowingFile rows, GrowingFile table) {
    return rows.waitingBytes() + table.waitingBytes();
  }

  private void flush(GrowingFile rows, GrowingFile table) {
    long start = System.nanoTime();
    try {
      rows.flush();
      table.flush();
      isFailing = false;
    } catch (IOException e) {
      isFailing = true;
      if (waitingBytes(rows, table) > MOST_WAITING_BYTES) {
        throw cannotWrite(e);
      }
    }
    long end = System.nanoTime();
    nextFlushNanos = end + PARTS * (end - start);
  }

  /**
   * Writes what waits.
   *
   * @throws UncheckedIOException if the file system fails; those rows are lost
   */
  @Override
  public void end() {
    if (rows == null || table == null) {
      return;
    }
    try {
      rows.flush();
      table.flush();
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private UncheckedIOException cannotWrite(IOException e) {
    return new UncheckedIOException(
        "cannot write the history of %s: %s".formatted(output, e.getMessage()), e);
  }

  /**
   * The history of a run, which may still go on; empty if it has none.
   *
   * @param run its folder
   * @throws UserException if a line is no row, or the file is larger than 256 MiB
   */
  public static List<HistoryRow> read(Configuration hadoop, String run) {
    List<HistoryRow> all = new ArrayList<>();
    try {
      FolderFiles files = new FolderFiles(hadoop, run);
      Path path = rows(run);
      long length = files.files().exists(path) ? files.files().getFileStatus(path).getLen() : 0;
      if (length > LARGEST_IN_MEMORY) {
        throw new UserException(
            "the history has %,d bytes, more than the %,d that are read"
                .formatted(length, LARGEST_IN_MEMORY),
            path.toString(),
            "let logging.every-iterations be more in the next run");
      }
      try (HistoryReader reader = new HistoryReader(files, path)) {
        for (HistoryRow row = reader.next(); row != null; row = reader.next()) {
          all.add(row);
        }
      }
      return all;
    } catch (IOException e) {
      throw cannotRead(run, e);
    }
  }

  /**
   * What a run has taken so far, in seconds; 0 if it has no history.
   *
   * @param run its folder
   * @throws UserException if a line of its history is no row
   */
  public static double elapsed(Configuration hadoop, String run) {
    try (HistoryReader reader = new HistoryReader(new FolderFiles(hadoop, run), rows(run))) {
      double elapsed = 0;
      for (HistoryRow row = reader.next(); row != null; row = reader.next()) {
        elapsed = row.elapsed();
      }
      return elapsed;
    } catch (IOException e) {
      throw cannotRead(run, e);
    }
  }

  private static UncheckedIOException cannotRead(String run, IOException e) {
    return new UncheckedIOException("cannot read the history of %s".formatted(run), e);
  }

  private static Path rows(String run) {
    return new Path(run, RunFolder.HISTORY);
  }

  private static Path table(String run) {
    return new Path(run, RunFolder.HISTORY_TABLE);
  }
}
