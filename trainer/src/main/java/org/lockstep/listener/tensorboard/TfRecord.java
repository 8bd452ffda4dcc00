package org.lockstep.listener.tensorboard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A record of a TFRecord file, all numbers little-endian:
 *
 * <pre>
 *   length of the data                  8 bytes
 *   masked CRC-32C of those 8 bytes     4 bytes
 *   data
 *   masked CRC-32C of the data          4 bytes
 *
 *   mask(c) = (c rotated right by 15 bits) + a282ead8 (hexadecimal)
 * </pre>
 *
 * <p>Source: record_writer.h and crc32c.h of TensorFlow.
 */
final class TfRecord {
  private static final int ROTATION = 15;
  private static final int DELTA = 0xa282ead8;

  private TfRecord() {}

  /** The record that holds these data. */
  static byte[] of(byte[] data) {
    ByteBuffer record =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(maskedChecksum(record.array(), Long.BYTES));
    record.put(data);
    record.putInt(maskedChecksum(data, data.length));
    return record.array();
  }

  private static int maskedChecksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return Integer.rotateRight((int) checksum.getValue(), ROTATION) + DELTA;
  }
}
