package org.lockstep.jobs.dataset;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.lockstep.UserException;

/**
 * A file of unsigned bytes in the idx format of MNIST: two zeros, the type (8), the number of
 * dimensions, the dimensions as big-endian integers, the values.
 *
 * <p>Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", 1998.
 */
final class IdxFile {
  private static final int UNSIGNED_BYTES = 0x0800;

  private final int count;
  private final int itemSize;
  private final byte[] values;

  private IdxFile(int count, int itemSize, byte[] values) {
    this.count = count;
    this.itemSize = itemSize;
    this.values = values;
  }

  /**
   * Reads a file.
   *
   * @param dimensions how many it has, the number of items among them
   * @throws UserException if it is not an idx file of bytes with that many dimensions, or shorter
   *     or longer than its header says
   */
  static IdxFile read(SourceFile file, int dimensions) {
    return file.read(contents -> parse(contents, dimensions, file.path().toString()));
  }

  private static IdxFile parse(InputStream contents, int dimensions, String name)
      throws IOException {
    DataInputStream in = new DataInputStream(contents);
    byte[] header = in.readNBytes(4 + 4 * dimensions);
    if (header.length < 4 + 4 * dimensions) {
      throw wrong("it ends within its header", name);
    }
    int magic = integer(header, 0);
    if (magic != UNSIGNED_BYTES + dimensions) {
      throw wrong(
          "it begins with 0x%08x, not 0x%08x".formatted(magic, UNSIGNED_BYTES + dimensions), name);
    }
    int[] shape = new int[dimensions];
    long size = 1;
    for (int i = 0; i < dimensions; i++) {
      shape[i] = integer(header, 4 + 4 * i);
      if (shape[i] < 1 || (size *= shape[i]) > Integer.MAX_VALUE) {
        throw wrong("its dimensions begin with " + Arrays.toString(shape), name);
      }
    }
    // Read in pieces as they come: a lie in the header costs no memory.
    byte[] values = in.readNBytes((int) size);
    if (values.length < size || in.read() >= 0) {
      throw wrong(
          "it holds %s values than the %d of its header"
              .formatted(values.length < size ? "fewer" : "more", size),
          name);
    }
    return new IdxFile(shape[0], (int) (size / shape[0]), values);
  }

  private static int integer(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }

  private static UserException wrong(String what, String name) {
    return new UserException(
        "not an idx file as it should be: " + what, name, "bring the file again");
  }

  /** The number of items, the first dimension. */
  int count() {
    return count;
  }

  /** The number of values in an item, the product of the other dimensions. */
  int itemSize() {
    return itemSize;
  }

  /** A value of an item, 0 to 255. */
  int value(int item, int index) {
    return values[item * itemSize + index] & 0xff;
  }
}
