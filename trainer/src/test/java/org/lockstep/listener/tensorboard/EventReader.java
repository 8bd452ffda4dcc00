package org.lockstep.listener.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.framework.Summary;

/**
 * Reads event files by TensorBoard's rules and other people's classes: Google's parser of protobuf
 * for Event, TensorFlow's own Summary as ND4J carries it, and a CRC-32C bit by bit.
 */
final class EventReader {
  private static final int REVERSED_CASTAGNOLI = 0x82f63b78;

  private EventReader() {}

  /**
   * An Event.
   *
   * @param fileVersion present in the first of a file
   * @param isStart whether it is a SessionLog.START
   * @param summary present if it has one
   */
  record Event(
      double wallTime,
      long step,
      Optional<String> fileVersion,
      boolean isStart,
      Optional<Summary> summary) {}

  /** The event files of a folder, in the order in which TensorBoard reads them. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** All events of a file, whose records are whole. */
  static List<Event> events(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] length = new byte[Long.BYTES];
      bytes.get(length);
      assertThat(bytes.getInt()).as("checksum of a length").isEqualTo(masked(crc32c(length)));
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      bytes.get(data);
      assertThat(bytes.getInt()).as("checksum of the data").isEqualTo(masked(crc32c(data)));
      events.add(event(data));
    }
    return events;
  }

  /**
   * The values that TensorBoard keeps after all files: a later start purges its step and later
   * ones.
   */
  static List<Event> remembered(Path folder) throws IOException {
    List<Event> remembered = new ArrayList<>();
    for (Path file : files(folder)) {
      for (Event event : events(file)) {
        if (event.isStart()) {
          remembered.removeIf(before -> before.step() >= event.step());
        } else if (event.summary().isPresent()) {
          remembered.add(event);
        }
      }
    }
    return remembered;
  }

  private static Event event(byte[] data) throws IOException {
    UnknownFieldSet fields = UnknownFieldSet.parseFrom(data);
    long wallTime = fields.getField(1).getFixed64List().get(0);
    boolean isStart = false;
    if (fields.hasField(7)) {
      UnknownFieldSet log =
          UnknownFieldSet.parseFrom(fields.getField(7).getLengthDelimitedList().get(0));
      isStart = log.getField(1).getVarintList().get(0) == 1;
    }
    return new Event(
        Double.longBitsToDouble(wallTime),
        fields.getField(2).getVarintList().get(0),
        fields.hasField(3)
            ? Optional.of(fields.getField(3).getLengthDelimitedList().get(0).toStringUtf8())
            : Optional.empty(),
        isStart,
        fields.hasField(5)
            ? Optional.of(
                Summary.parseFrom(fields.getField(5).getLengthDelimitedList().get(0).toByteArray()))
            : Optional.empty());
  }

  static int crc32c(byte[] bytes) {
    int crc = -1;
    for (byte b : bytes) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ REVERSED_CASTAGNOLI;
      }
    }
    return ~crc;
  }

  private static int masked(int crc) {
    return (crc >>> 15 | crc << 17) + 0xa282ead8;
  }
}
