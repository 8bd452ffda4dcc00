package org.lockstep.training.exchange.sharded;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneTree;
import org.lockstep.training.lane.LaneTree.Subtree;

/**
 * One task's part in adding up a gradient: it sends each owner its range of the subtrees, adds the
 * range that it owns in the lanes' tree, and puts the owners' totals together.
 *
 * <p>Source: Thakur, Rabenseifner and Gropp, "Optimization of collective communication operations
 * in MPICH", International Journal of High Performance Computing Applications 19, 2005: a
 * reduce-scatter, then an all-gather; here with additions in a fixed order.
 */
final class RangeReduction {
  /** The text of a total. */
  private static final String TOTAL = "total";

  private final int task;
  private final Ranges ranges;
  private final int lanes;
  private final Mailbox subtrees;
  private final Mailbox totals;

  /**
   * Creates the part of a task.
   *
   * @param lanes of the run
   */
  RangeReduction(int task, Ranges ranges, int lanes) {
    this.task = task;
    this.ranges = ranges;
    this.lanes = lanes;
    subtrees = new Mailbox(ranges.owners(), sender -> ranges.length(task));
    totals = new Mailbox(ranges.owners(), ranges::length);
  }

  /** Where the other tasks send what is for this one. */
  Mailbox mailbox(Post.Box box) {
    return box == Post.Box.SUBTREES ? subtrees : totals;
  }

  /**
   * Adds up the range of this task over all lanes, and sends the total to all tasks.
   *
   * @param post carries the sums
   * @param sequence number of the command
   * @param mine sums of the largest subtrees of the task's lanes; read only
   * @return the total of the range, with the loss and the weight of the whole mini-batch
   */
  TaskResult reduce(Post post, long sequence, TaskResult mine, BooleanSupplier cancelled) {
    for (int i = 1; i <= ranges.owners(); i++) {
      // Each begins with its successor, so that not all send to the same one at once
      int owner = (task + i) % ranges.owners();
      post.send(owner, Post.Box.SUBTREES, sequence, new TaskResult(ranges(mine, owner), 0));
    }
    GradientSum sum =
        TaskResult.total(
            subtrees.await(sequence, cancelled), lanes, GradientSum::add, GradientSum.class);
    TaskResult total = own(task, sum, 0, TOTAL);
    for (int i = 1; i <= ranges.owners(); i++) {
      post.send((task + i) % ranges.owners(), Post.Box.TOTALS, sequence, total);
    }
    return total;
  }

  private List<Subtree<GradientSum>> ranges(TaskResult whole, int owner) {
    List<Subtree<GradientSum>> parts = new ArrayList<>();
    for (Subtree<?> subtree : whole.subtrees()) {
      GradientSum range =
          subtree.sum() instanceof GradientSum sum
              ? sum.range(ranges.from(owner), ranges.to(owner))
              : null;
      parts.add(new Subtree<>(subtree.place(), range));
    }
    return parts;
  }

  /** Waits for the totals of all ranges, and puts them together. */
  GradientSum gather(long sequence, BooleanSupplier cancelled) {
    return whole(ranges, totals.await(sequence, cancelled));
  }

  /**
   * Puts the totals of all ranges together.
   *
   * @param totals as of {@link #reduce}, one of each owner, in any order
   * @throws IllegalStateException if one is not of its range
   */
  static GradientSum whole(Ranges ranges, List<TaskResult> totals) {
    float[] gradient = new float[ranges.parameters()];
    GradientSum any = null;
    for (TaskResult total : totals) {
      int owner = task(total);
      if (!(total.subtrees().get(0).sum() instanceof GradientSum sum)
          || sum.length() != ranges.length(owner)) {
        throw new IllegalStateException("task %d has no total of its range".formatted(owner));
      }
      sum.copyTo(gradient, ranges.from(owner));
      any = sum;
    }
    if (any == null) {
      throw new IllegalStateException("a stage without tasks");
    }
    return new GradientSum(gradient, any.loss(), any.weight());
  }

  /** A result that says whose it is. */
  static TaskResult own(int task, @Nullable GradientSum sum, long nanos, String text) {
    return new TaskResult(List.of(new Subtree<>(new LaneTree.Place(0, task), sum)), nanos, text);
  }

  /** Whose a result is. */
  static int task(TaskResult own) {
    if (own.subtrees().size() != 1) {
      throw new IllegalStateException("a result that does not say whose it is");
    }
    return own.subtrees().get(0).place().index();
  }
}
