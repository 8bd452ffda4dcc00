package org.lockstep.training.exchange.sharded;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;
import org.lockstep.spark.PeerRpc;
import org.lockstep.training.exchange.resident.Uplink;
import org.lockstep.training.exchange.resident.Wire;
import org.lockstep.training.exchange.task.TaskMetrics;
import org.lockstep.training.exchange.task.TaskResult;

/**
 * The peers of this JVM, one for each stage, and the port by which those of other executors reach
 * them: open while there are any. In the driver's JVM, where all tasks of a stage are one peer,
 * there is none.
 */
final class PeerPort implements Peer.Port {
  private static final Map<String, RangeReduction> CONNECTED = new ConcurrentHashMap<>();
  private static int stages;
  private static @Nullable PeerRpc rpc;

  private final String stageId;
  private final String address;

  private PeerPort(String stageId, String address) {
    this.stageId = stageId;
    this.address = address;
  }

  /** Opens the port for the peer of a stage. */
  static PeerPort open(String stageId) {
    synchronized (PeerPort.class) {
      if (rpc == null && !SparkEnv.get().executorId().equals("driver")) {
        rpc = PeerRpc.open(PeerPort::receive);
      }
      stages++;
      return new PeerPort(stageId, rpc == null ? "" : rpc.address());
    }
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public Post connect(List<String> peers, RangeReduction reduction) {
    CONNECTED.put(stageId, reduction);
    return new Sender(stageId, peers, reduction, peers.indexOf(address));
  }

  /** By which the peer of a stage sends its totals, once the driver has connected. */
  static Uplink uplink(String stageId) {
    return (message, outcome) -> {
      PeerRpc open = rpc();
      return open != null && open.sendBack(stageId, encoded(message), outcome);
    };
  }

  private static PeerRpc.Message encoded(Wire.Message message) {
    return new PeerRpc.Message(Math.toIntExact(Wire.size(message)), to -> Wire.write(message, to));
  }

  @Override
  public void close() {
    CONNECTED.remove(stageId);
    synchronized (PeerPort.class) {
      stages--;
      if (stages == 0 && rpc != null) {
        rpc.close();
        rpc = null;
      }
    }
  }

  private static synchronized @Nullable PeerRpc rpc() {
    return rpc;
  }

  private static void receive(byte[] message) {
    Wire.Message sums = Wire.message(message);
    RangeReduction reduction = CONNECTED.get(sums.sender().hubId());
    if (reduction == null) {
      throw new IllegalArgumentException("no peer of the stage " + sums.sender().hubId());
    }
    reduction.mailbox(Post.Box.valueOf(sums.sender().executor())).put(sums);
  }

  /**
   * The message with a peer's sums.
   *
   * @param stageId of the peers
   * @param sender number of the peer that sends them
   */
  static Wire.Message message(
      String stageId, Post.Box box, int sender, long sequence, TaskResult sums) {
    return new Wire.Message(
        new Wire.Sender(stageId, box.name()), Wire.Reply.NOTHING, sequence, List.of(sender), sums);
  }

  /**
   * Carries the sums of a peer as bytes.
   *
   * @param peers addresses of the stage's peers
   * @param reduction of the peer, which is told of receivers that are lost
   * @param sender number of the peer
   */
  private record Sender(String stageId, List<String> peers, RangeReduction reduction, int sender)
      implements Post {
    @Override
    public void send(int receiver, Box box, long sequence, TaskResult sums) {
      PeerRpc open = rpc();
      if (open == null) {
        throw new IllegalStateException("the peer has no port");
      }
      Wire.Message message = message(stageId, box, sender, sequence, sums);
      PeerRpc.Message encoded = encoded(message);
      TaskMetrics.sent(encoded.size());
      String address = peers.get(receiver);
      open.send(
          address,
          encoded,
          new PeerRpc.Outcome(
              () -> {},
              e ->
                  reduction.lose(
                      "the executor at %s does not answer: %s"
                          .formatted(address, e.getMessage()))));
    }
  }
}
