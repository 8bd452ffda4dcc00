package org.lockstep.training.lane;

import java.io.Serializable;
import java.nio.ByteBuffer;

/** What lanes add up, in a form that can travel as bytes. */
public sealed interface Sum extends Serializable permits GradientSum, MetricSum {
  /** How many bytes {@link #writeTo} writes. */
  int byteCount();

  /** Writes it at the buffer's position, for its class's {@code readFrom}. */
  void writeTo(ByteBuffer to);
}
