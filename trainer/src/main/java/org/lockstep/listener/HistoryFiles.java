package org.lockstep.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.encoding.Task;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.run.RunFiles;
import org.lockstep.training.TrainingPlan;

/**
 * The history of a run as two files of its folder, which can be read while the run goes on: {@code
 * metrics.jsonl}, a JSON object a row, and {@code metrics.csv}, the same rows as a table.
 *
 * <p>A resumed run goes on in the same files. The rows after the checkpoint that it goes on from,
 * and a line that was cut off, are dropped first: those iterations come again.
 */
public final class HistoryFiles implements HistorySink {
  private static final int LARGEST_IN_MEMORY = 1 << 28;

  private final Configuration hadoop;
  private final Task task;
  private String output = "";
  private @Nullable HistoryWriter writer;

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
   * @throws UserException if a line of the history is no row
   */
  @Override
  public void begin(TrainingPlan plan) {
    output = plan.output();
    try {
      writer =
          new HistoryWriter(new FolderFiles(hadoop, output), output, task, plan.iterationsDone());
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  @Override
  public void add(HistoryRow row) {
    if (writer == null) {
      throw new IllegalStateException("rows come after the run has begun");
    }
    try {
      writer.add(row);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  @Override
  public void end() {
    if (writer == null) {
      return;
    }
    try {
      writer.flush();
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
    return new Path(run, RunFiles.HISTORY);
  }
}
