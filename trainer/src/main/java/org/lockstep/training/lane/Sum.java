package org.lockstep.training.lane;

import java.io.Serializable;
import java.nio.ByteBuffer;

/** A sum over a lane's examples that can be sent as bytes. */
public sealed interface Sum extends Serializable permits GradientSum, MetricSum {
  /** Number of bytes that {@link #writeTo} writes. */
  int byteCount();

  /**
   * Adds two sums of one type: left + right, in place of the left one.
   *
   * @throws ClassCastException if they are of different types
   */
  static Sum add(Sum left, Sum right) {
    return left instanceof GradientSum gradient
        ? gradient.add((GradientSum) right)
        : ((MetricSum) left).add((MetricSum) right);
  }

  /** Writes the sum at the buffer's position, for {@code readFrom} of its class. */
  void writeTo(ByteBuffer to);
}
