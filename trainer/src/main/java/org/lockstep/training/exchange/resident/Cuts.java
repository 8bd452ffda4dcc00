package org.lockstep.training.exchange.resident;

/**
 * The ranges in which a long gradient is sent, as even as can be. They do not depend on the sender,
 * so that the driver can add a range as soon as it has come from all.
 *
 * @param from index of the first parameter
 * @param length number of parameters
 * @param pieceBytes the most of a range
 */
record Cuts(int from, int length, int pieceBytes) {
  /** Number of ranges; 1 or more. */
  int count() {
    long bytes = (long) length * Float.BYTES;
    return (int) Math.max(1, (bytes + pieceBytes - 1) / pieceBytes);
  }

  /** Index of the first parameter of a range; that of the range after the last one is the end. */
  int first(int range) {
    return from + (int) ((long) length * range / count());
  }

  /** Whether there is a range of that length which begins with that parameter. */
  boolean has(int first, int size) {
    if (length == 0 || first < from || first - from >= length) {
      return length == size && first == from;
    }
    long scaled = (long) (first - from) * count();
    int range = (int) ((scaled + length - 1) / length);
    return first(range) == first && range < count() && first(range + 1) - first == size;
  }
}
