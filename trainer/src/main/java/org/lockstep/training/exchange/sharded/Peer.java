package org.lockstep.training.exchange.sharded;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.lockstep.training.exchange.resident.Command;
import org.lockstep.training.exchange.resident.ResidentTask;
import org.lockstep.training.exchange.resident.StageTask;
import org.lockstep.training.exchange.task.TaskResult;

/**
 * A task that owns a range of the parameters. It answers the driver as soon as it has the total of
 * its range; the totals of the others, and the step, are awaited by a thread of its own.
 */
final class Peer implements StageTask {
  private final ResidentTask lanes;
  private final Seat seat;
  private final Shares shares;
  private final RangeReduction reduction;
  private final List<float[]> vectors = new ArrayList<>();
  private final ExecutorService steps =
      Executors.newSingleThreadExecutor(
          job -> {
            Thread thread = new Thread(job, "lockstep-step");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable String address;
  private @Nullable Post post;
  private @Nullable Replica replica;
  private @Nullable Future<?> step;

  Peer(ResidentTask lanes, Seat seat, Shares shares) {
    this.lanes = lanes;
    this.seat = seat;
    this.shares = shares;
    reduction = new RangeReduction(seat.partition(), shares.ranges(), shares.plan().lanes());
  }

  @Override
  public TaskResult compute(Command command) {
    awaitStep();
    return switch (command.kind()) {
      case JOIN -> join();
      case CONNECT -> connect(command.addresses());
      case LOAD -> load(command);
      case STEP -> step(command);
      case METRICS -> metrics(command);
      case GRADIENT, STOP ->
          throw new IllegalStateException("a task that has parameters takes no " + command.kind());
    };
  }

  private TaskResult join() {
    address = PeerPort.open(seat.stageId(), seat.partition(), reduction);
    return RangeReduction.own(seat.partition(), null, 0, address);
  }

  private TaskResult connect(List<String> addresses) {
    post = new PeerPort.Sender(seat.stageId(), seat.partition(), addresses, reduction);
    return TaskResult.NONE;
  }

  private TaskResult load(Command command) {
    List<Double> numbers = command.numbers();
    vectors.add(command.parameters().clone());
    if (numbers.get(0).intValue() == shares.step().optimizer().vectorCount()) {
      double[] ofOptimizer = numbers.stream().skip(1).mapToDouble(Double::doubleValue).toArray();
      replica = new Replica(shares.step(), vectors.toArray(float[][]::new), ofOptimizer);
      vectors.clear();
    }
    return TaskResult.NONE;
  }

  private TaskResult step(Command command) {
    Replica mine = loaded(replica);
    TaskResult sums =
        lanes.compute(Command.gradient(command.sequence(), mine.theta(), command.batch()));
    TaskResult total = reduction.reduce(loaded(post), command.sequence(), sums, seat.cancelled());
    long k = shares.plan().iteration(command.batch());
    double eta = command.numbers().get(0);
    step =
        steps.submit(
            () -> mine.step(reduction.gather(command.sequence(), seat.cancelled()), k, eta));
    return new TaskResult(total.subtrees(), sums.computeNanos(), total.text());
  }

  private TaskResult metrics(Command command) {
    float[] theta = loaded(replica).theta();
    TaskResult sums = lanes.compute(Command.metrics(command.sequence(), theta));
    return new TaskResult(sums.subtrees(), sums.computeNanos(), Replica.fingerprint(theta));
  }

  private static <T> T loaded(@Nullable T state) {
    if (state == null) {
      throw new IllegalStateException("a task that has come too late to have the parameters");
    }
    return state;
  }

  private void awaitStep() {
    if (step == null) {
      return;
    }
    try {
      step.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("the task was interrupted", e);
    }
    step = null;
  }

  @Override
  public void close() {
    steps.shutdownNow();
    if (address != null) {
      PeerPort.close(seat.stageId(), seat.partition());
    }
  }
}
