package org.lockstep.listener.tensorboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Locale;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.file.FolderFiles;

/**
 * A file of events for TensorBoard, which reads all files of a folder in the order of their names.
 *
 * <p>A file system that shows a file only when it is closed, as object stores do, gets another file
 * after each {@link #flush}.
 */
final class EventFile implements AutoCloseable {
  private static final String VERSION = "brain.Event:2";

  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;

  private static final int SESSION_STATUS = 1;
  private static final int START = 1;

  private final FolderFiles files;
  private final Path folder;
  private @Nullable FSDataOutputStream out;

  EventFile(FolderFiles files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /**
   * Marks the step with which a run starts or continues: TensorBoard drops the values that other
   * files in the folder have for this step and later ones.
   */
  void start(long step) {
    write(event(step).message(SESSION_LOG, new ProtobufMessage().integer(SESSION_STATUS, START)));
  }

  /** Adds the summary of a step. */
  void add(long step, Summary summary) {
    write(event(step).message(SUMMARY, summary.toMessage()));
  }

  /** Makes all that was added visible to readers. */
  void flush() {
    FSDataOutputStream open = out;
    if (open == null) {
      return;
    }
    if (!open.hasCapability(StreamCapabilities.HSYNC)) {
      close();
      return;
    }
    try {
      open.hflush();
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  @Override
  public void close() {
    FSDataOutputStream open = out;
    out = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw cannotWrite(e);
      }
    }
  }

  private void write(ProtobufMessage event) {
    try {
      if (out == null) {
        out = files.files().create(new Path(folder, name(Instant.now())), false);
        out.write(TfRecord.of(event(0).text(FILE_VERSION, VERSION).toBytes()));
      }
      out.write(TfRecord.of(event.toBytes()));
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private static ProtobufMessage event(long step) {
    return new ProtobufMessage()
        .number(WALL_TIME, System.currentTimeMillis() * 1e-3)
        .integer(STEP, step);
  }

  /** A later file has a greater name, even within a second. */
  private static String name(Instant now) {
    return String.format(
        Locale.ROOT,
        "events.out.tfevents.%010d.%s.%09d",
        now.getEpochSecond(),
        host(),
        now.getNano());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost"; // used as a name only
    }
  }

  private UncheckedIOException cannotWrite(IOException e) {
    return new UncheckedIOException("cannot write to %s".formatted(folder), e);
  }
}
