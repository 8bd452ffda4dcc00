package org.lockstep.training.exchange.resident;

import java.io.IOException;
import java.util.List;
import org.lockstep.spark.PeerRpc;

/**
 * The driver's connections to the executors of a stage, by which these send their gradients. They
 * are opened beside the run, and used as soon as they are there: an executor that the driver cannot
 * reach goes on with Spark's RPC.
 */
final class Uplinks implements AutoCloseable {
  private final PeerRpc connections = PeerRpc.withoutPort(HubEndpoint::receive);

  /**
   * Begins to connect.
   *
   * @param addresses of the executors' ports
   */
  Uplinks(String hubId, List<String> addresses) {
    Thread thread = new Thread(() -> connect(hubId, addresses), "lockstep-uplinks");
    thread.setDaemon(true);
    thread.start();
  }

  private void connect(String hubId, List<String> addresses) {
    for (String address : addresses) {
      try {
        connections.offer(address, hubId);
      } catch (IOException | RuntimeException e) {
        // It cannot be reached, or the stage has ended
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
