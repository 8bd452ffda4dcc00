package org.lockstep.training.exchange.sharded;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneTree;
import org.lockstep.training.lane.LaneTree.Subtree;

/**
 * One peer's part in adding up a gradient: it sends each owner its range of the subtrees, adds the
 * range that it owns in the lanes' tree, and puts the owners' totals together.
 *
 * <p>Source: Thakur, Rabenseifner and Gropp, "Optimization of collective communication operations
 * in MPICH", International Journal of High Performance Computing Applications 19, 2005: a
 * reduce-scatter, then an all-gather; here with additions in a fixed order.
 */
final class RangeReduction {
  private final int peer;
  private final Ranges ranges;
  private final int lanes;
  private final Mailbox subtrees;
  private final Mailbox totals;
  private final float[] gradient;

  /**
   * Creates the part of a peer.
   *
   * @param lanes of the run
   */
  RangeReduction(int peer, Ranges ranges, int lanes) {
    this.peer = peer;
    this.ranges = ranges;
    this.lanes = lanes;
    subtrees = new Mailbox(ranges, sender -> peer);
    totals = new Mailbox(ranges, sender -> sender);
    gradient = new float[ranges.parameters()];
  }

  /** Where the other peers send what is for this one. */
  Mailbox mailbox(Post.Box box) {
    return box == Post.Box.SUBTREES ? subtrees : totals;
  }

  /** Ends all waits: a peer cannot be reached. */
  void lose(String reason) {
    subtrees.lose(reason);
    totals.lose(reason);
  }

  /**
   * Adds up the range of this peer over all lanes, and sends the total to all peers.
   *
   * @param post carries the sums
   * @param sequence number of the command
   * @param mine sums of the largest subtrees of the peer's lanes; read only
   * @return the total of the range, for the driver, with the loss and the weight of the whole
   *     mini-batch
   */
  GradientSum reduce(Post post, long sequence, TaskResult mine, BooleanSupplier cancelled) {
    send(post, Post.Box.SUBTREES, sequence, owner -> ranges(mine, owner));
    GradientSum sum =
        TaskResult.total(
            subtrees.await(sequence, cancelled), lanes, GradientSum::add, GradientSum.class);
    TaskResult total = new TaskResult(List.of(new Subtree<>(LaneTree.root(lanes), sum)), 0);
    send(post, Post.Box.TOTALS, sequence, owner -> total);
    // In one JVM with the driver, which divides it by the weight in place
    return ranges.owners() == 1 ? sum.copy() : sum;
  }

  private void send(Post post, Post.Box box, long sequence, Letters letters) {
    // Each begins with its successor, so that not all send to the same one at once
    for (int i = 1; i < ranges.owners(); i++) {
      int receiver = (peer + i) % ranges.owners();
      post.send(receiver, box, sequence, letters.to(receiver));
    }
    mailbox(box).put(peer, sequence, letters.to(peer));
  }

  /** What each peer is sent. */
  private interface Letters {
    TaskResult to(int receiver);
  }

  private TaskResult ranges(TaskResult whole, int owner) {
    List<Subtree<GradientSum>> parts = new ArrayList<>();
    for (Subtree<?> subtree : whole.subtrees()) {
      GradientSum range = null;
      if (subtree.sum() instanceof GradientSum sum) {
        range = sum.range(ranges.from(owner), ranges.to(owner));
        range = owner == peer ? range.copy() : range; // the others' are added to it
      }
      parts.add(new Subtree<>(subtree.place(), range));
    }
    return new TaskResult(parts, 0);
  }

  /**
   * Waits for the totals of all ranges, and puts them together.
   *
   * @return the sum of the mini-batch, whose gradient is overwritten by the next
   */
  GradientSum gather(long sequence, BooleanSupplier cancelled) {
    return whole(gradient, totals.await(sequence, cancelled));
  }

  /**
   * Puts the totals of all ranges together.
   *
   * @param gradient receives them
   * @param totals of the peers
   */
  static GradientSum whole(float[] gradient, List<TaskResult> totals) {
    GradientSum any = null;
    for (TaskResult total : totals) {
      for (Subtree<?> subtree : total.subtrees()) {
        if (subtree.sum() instanceof GradientSum sum) {
          sum.copyTo(gradient);
          any = sum;
        }
      }
    }
    if (any == null) {
      throw new IllegalStateException("a gradient without totals");
    }
    return new GradientSum(gradient, any.loss(), any.weight());
  }
}
