package org.lockstep.training.exchange.resident;

import org.lockstep.spark.PeerRpc.Outcome;
import org.lockstep.training.exchange.resident.Wire.Message;

/**
 * A way of an executor's gradients to the driver beside Spark's RPC, which copies a message four
 * times.
 */
public interface Uplink {
  /** There is none. */
  Uplink NONE = (message, outcome) -> false;

  /**
   * Sends a message; returns at once.
   *
   * @return false if there is no such way, or no longer; the message is not sent then
   */
  boolean send(Message message, Outcome outcome);
}
