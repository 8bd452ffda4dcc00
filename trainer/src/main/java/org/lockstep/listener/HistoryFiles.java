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
 * The history of a run as two files of its folder, which can be read during the run: {@code
 * metrics.jsonl}, a JSON object a row, and {@code metrics.csv}, the same rows as a table.
 *
 * <p>A resumed run continues the same files. Rows after its checkpoint, and a line that was cut
 * off, are removed first: those iterations are repeated.
 */
public final class HistoryFiles implements HistorySink {
  private static final int LARGEST_IN_MEMORY = 1 << 28;

  private final Configuration hadoop;
  private final Task task;
  private String output = "";
  private @Nullable HistoryWriter writer;

  /**
   * Creates the files of a run; its folder is known when it begins.
   *
   * @param task of the run, which determines its metrics
   */
  public HistoryFiles(Configuration hadoop, Task task) {
    this.hadoop = hadoop;
    this.task = task;
  }

  /**
   * Creates the files, or removes from them the rows of iterations that are repeated.
   *
   * @throws UncheckedIOException if the file system fails; the files are unchanged
   * @throws UserException if a line of the history is not a row
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
   * Reads the history of a run, which may be under way; empty if it has none.
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
   * The time of a run so far, in seconds; 0 if it has no history.
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
