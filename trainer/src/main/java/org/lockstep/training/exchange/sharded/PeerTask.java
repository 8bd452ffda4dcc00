package org.lockstep.training.exchange.sharded;

import org.lockstep.training.exchange.resident.Command;
import org.lockstep.training.exchange.resident.StageTask;
import org.lockstep.training.exchange.resident.Uplink;
import org.lockstep.training.exchange.task.TaskResult;

/** A task of the sharded exchange: computes on its lanes, at the parameters of its peer. */
final class PeerTask implements StageTask {
  private final Lanes lanes;
  private final Peer peer;
  private final Seat seat;
  private boolean isConnected;

  /** Computes the sums of a command over the lanes of a task. */
  interface Lanes {
    TaskResult compute(Command command);
  }

  /**
   * Creates the task.
   *
   * @param peer of its executor
   */
  PeerTask(Lanes lanes, Peer peer, Seat seat) {
    this.lanes = lanes;
    this.peer = peer;
    this.seat = seat;
  }

  @Override
  public TaskResult compute(Command command) {
    long sequence = command.sequence();
    return switch (command.kind()) {
      case JOIN -> Roster.entry(seat.partition(), peer.address());
      case CONNECT -> {
        peer.connect(new Roster(command.addresses()));
        isConnected = true;
        yield TaskResult.NONE;
      }
      case LOAD -> {
        connected().load(command);
        yield TaskResult.NONE;
      }
      case STEP -> {
        Command gradient = Command.gradient(sequence, connected().theta(), command.batch());
        yield peer.step(command, lanes.compute(gradient), seat.cancelled());
      }
      case METRICS -> peer.metrics(lanes.compute(Command.metrics(sequence, connected().theta())));
      case GRADIENT, STOP ->
          throw new IllegalStateException("a task that has parameters takes no " + command.kind());
    };
  }

  /**
   * The peer; not for a task that Spark has started in the place of one, which may have answered.
   */
  private Peer connected() {
    if (!isConnected) {
      throw new IllegalStateException("a task that has come too late to have the parameters");
    }
    return peer;
  }

  @Override
  public Uplink uplink() {
    return PeerPort.uplink(seat.stageId());
  }

  @Override
  public void close() {
    peer.leave(seat.stageId());
  }
}
