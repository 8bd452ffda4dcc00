package org.lockstep.spark;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.spark.network.client.StreamCallbackWithID;

/** A message that arrives in pieces; the network tells its sender what is thrown. */
final class ArrivingMessage implements StreamCallbackWithID {
  /** A longer message gets its memory as it arrives. */
  private static final int TAKEN_ON_TRUST = 1 << 20;

  private final PeerRpc.Service service;
  private final int size;
  private byte[] bytes;
  private int count;

  /**
   * Creates it.
   *
   * @param service takes the whole message
   * @param size number of its bytes, as its sender says
   */
  ArrivingMessage(PeerRpc.Service service, int size) {
    if (size < 0) {
      throw new IllegalArgumentException("a message of %d bytes".formatted(size));
    }
    this.service = service;
    this.size = size;
    bytes = new byte[Math.min(size, TAKEN_ON_TRUST)];
  }

  @Override
  public String getID() {
    return PeerRpc.MODULE;
  }

  @Override
  public void onData(String id, ByteBuffer piece) {
    int length = piece.remaining();
    if (length > size - count) {
      throw new IllegalArgumentException("more than the %,d bytes of a message".formatted(size));
    }
    if (count + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(size, 2L * (count + length)));
    }
    piece.get(bytes, count, length);
    count += length;
  }

  @Override
  public void onComplete(String id) {
    if (count < size) {
      throw new IllegalArgumentException(
          "%,d of the %,d bytes of a message".formatted(count, size));
    }
    service.receive(bytes);
  }

  @Override
  public void onFailure(String id, Throwable e) {
    // The connection has ended, of which its sender knows
  }
}
