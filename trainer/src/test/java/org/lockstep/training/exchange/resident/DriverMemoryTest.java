package org.lockstep.training.exchange.resident;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneTree;
import org.lockstep.training.lane.LaneTree.Place;
import org.lockstep.training.lane.LaneTree.Subtree;

/**
 * What the driver's heap holds while it receives from 16 executors what they compute for 40 MB of
 * parameters: measured after a garbage collection, in vectors as long as the parameters.
 */
@Timeout(120)
class DriverMemoryTest {
  private static final int EXECUTORS = 16;
  private static final int PARAMETERS = 10_000_000;
  private static final int PIECE_BYTES = 1 << 20;
  private static final StageShape SHAPE =
      new StageShape(EXECUTORS, EXECUTORS, PARAMETERS, PIECE_BYTES);

  /**
   * A difference of two heaps is only as sharp as the heap is still: what tests before this one
   * left may be collected between the two.
   */
  private static final double STIR = 0.1;

  private final long before = used();
  private final ResidentHub hub = new ResidentHub("memory-" + System.nanoTime(), SHAPE);
  private double most;

  @AfterEach
  void close() {
    hub.close();
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private void measure() {
    most = Math.max(most, (used() - before) / (4.0 * PARAMETERS));
  }

  /** An executor that sends ranges as {@link HubClient} does. */
  private final class Sender {
    private final int executor;
    private final Place place;
    private final Cuts cuts;
    private final Deque<Integer> answered = new ArrayDeque<>();
    private int next;

    Sender(int executor, Place place, Cuts cuts) {
      this.executor = executor;
      this.place = place;
      this.cuts = cuts;
      for (int i = 0; i < Pieces.WINDOW; i++) {
        answered.add(i);
      }
    }

    /** Sends until the driver holds its replies back; returns whether it has sent something. */
    boolean send() {
      boolean hasSent = false;
      while (!answered.isEmpty() && next < cuts.count()) {
        answered.remove();
        int first = cuts.first(next++);
        float[] gradient = new float[cuts.first(next) - first];
        Arrays.fill(gradient, executor + 1);
        receive(
            Wire.Reply.ADDED,
            List.of(new Subtree<>(place, new GradientSum(gradient, first, 1, 1))),
            answered);
        hasSent = true;
      }
      return hasSent;
    }

    void end() {
      assertThat(next).isEqualTo(cuts.count());
      receive(Wire.Reply.NOTHING, List.of(), new ArrayDeque<>());
    }

    private void receive(
        Wire.Reply reply, List<Subtree<GradientSum>> sums, Deque<Integer> replies) {
      Wire.Sender sender = new Wire.Sender(hub.id(), String.valueOf(executor));
      TaskResult result = new TaskResult(sums, 1);
      ResidentHub.receive(
          Wire.message(new Wire.Message(sender, reply, 0, List.of(executor), result)),
          answer -> replies.add(answer.length));
    }
  }

  /**
   * Lets executors send in an order that leaves the most sums without a sibling; the first is late.
   */
  private GradientSum sum(List<Sender> senders) throws StageBrokenException {
    List<Sender> adverse = new ArrayList<>();
    for (int i : new int[] {1, 3, 5, 7, 9, 11, 13, 15, 2, 4, 6, 8, 10, 12, 14}) {
      adverse.add(senders.get(i));
    }
    adverse.forEach(Sender::send);
    measure();
    adverse.add(0, senders.get(0));
    int turn = 0;
    while (adverse.stream().map(Sender::send).toList().contains(true)) {
      if (turn++ % 4 == 0) {
        measure();
      }
    }
    senders.forEach(Sender::end);
    List<TaskResult> results =
        hub.awaitResults(Long.MAX_VALUE, new ResidentHub.Slow(Long.MAX_VALUE, executors -> {}));
    measure();
    return TaskResult.total(results, EXECUTORS, GradientSum::add, GradientSum.class);
  }

  @Test
  void theStarTakesThreeVectorsNotOneAnExecutor() throws StageBrokenException {
    hub.publish(Command.gradient(0, new float[PARAMETERS], new Batch(0, 0, 4)));
    List<Sender> senders = new ArrayList<>();
    for (int e = 0; e < EXECUTORS; e++) {
      senders.add(new Sender(e, new Place(0, e), SHAPE.cuts()));
    }

    GradientSum sum = sum(senders);

    float[] expected = new float[PARAMETERS];
    Arrays.fill(expected, 136f / 16);
    assertThat(sum.mean()).isEqualTo(expected);
    assertThat(most).as("vectors: θ, the gradient, sums on their way").isBetween(2 - STIR, 3.2);
  }

  @Test
  void theShardedExchangeTakesTwoVectors() throws StageBrokenException {
    float[] theta = new float[PARAMETERS];
    hub.publish(Command.step(0, new Batch(0, 0, 4), 0.1));
    List<Sender> senders = new ArrayList<>();
    for (int e = 0; e < EXECUTORS; e++) {
      int first = PARAMETERS / EXECUTORS * e;
      Cuts own = new Cuts(first, PARAMETERS / EXECUTORS, PIECE_BYTES);
      senders.add(new Sender(e, LaneTree.root(EXECUTORS), own));
    }

    GradientSum sum = sum(senders);

    assertThat(sum.range(0, 1).mean()[0]).isEqualTo(1f);
    assertThat(sum.range(theta.length - 1, theta.length).mean()[0]).isEqualTo(16f);
    assertThat(most).as("vectors: θ, the gradient").isBetween(2 - STIR, 2.2);
  }

  @Test
  void executorsThatWaitGoOnWhenThereIsAnotherCommand() {
    hub.publish(Command.gradient(0, new float[PARAMETERS], new Batch(0, 0, 4)));
    Sender alone = new Sender(5, new Place(0, 5), SHAPE.cuts());
    alone.send();
    assertThat(alone.next).isEqualTo(Pieces.WINDOW);

    hub.publish(Command.gradient(1, new float[PARAMETERS], new Batch(0, 4, 8)));

    alone.send();
    alone.end(); // nothing of it is waited for
  }
}
