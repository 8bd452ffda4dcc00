package org.lockstep.training.exchange.resident;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneTree;
import org.lockstep.training.lane.LaneTree.Subtree;

/**
 * The gradient of a mini-batch on the driver, added up in the lanes' tree while sums arrive from
 * other JVMs, range by range: the driver has one vector, and the sums of a few ranges.
 *
 * <p>Thread-safe.
 */
final class ArrivingGradient {
  private final StageShape shape;
  private final Map<Integer, Range> byFirst = new HashMap<>();
  private float @Nullable [] gradient;
  private @Nullable GradientSum total;
  private boolean hasBegun;
  private boolean isAbandoned;
  private long arrived;
  private long nanos;

  ArrivingGradient(StageShape shape) {
    this.shape = shape;
  }

  /** A range of the parameters; guarded by the gradient, but for its tree. */
  private final class Range {
    private @Nullable LaneTree<GradientSum> tree = new LaneTree<>(shape.lanes(), GradientSum::add);
    private final int length;
    private List<Runnable> waiting = new ArrayList<>();

    Range(int length) {
      this.length = length;
    }
  }

  /**
   * Adds sums, all of one range, or of all parameters; those of lanes without examples have none.
   * Sums of no parameters are left out.
   *
   * @param computeNanos time of their arithmetic
   * @param added is run once that range has come from all executors, or is waited for no longer
   */
  void add(List<? extends Subtree<?>> subtrees, long computeNanos, Runnable added) {
    List<Subtree<GradientSum>> sums = new ArrayList<>();
    GradientSum any = null;
    for (Subtree<?> subtree : subtrees) {
      GradientSum sum = (GradientSum) subtree.sum();
      sums.add(new Subtree<>(subtree.place(), sum));
      any = sum == null ? any : sum;
    }
    synchronized (this) {
      hasBegun = true;
      nanos = Math.max(nanos, computeNanos);
    }
    Cuts cuts = shape.cuts();
    boolean isOfAll =
        any == null ? !sums.isEmpty() : any.length() == shape.parameters() && cuts.count() > 1;
    if (isOfAll) {
      for (int i = 0; i < cuts.count(); i++) { // others may send range by range
        int first = cuts.first(i);
        int end = cuts.first(i + 1);
        add(sums.stream().map(sum -> range(sum, first, end)).toList(), first, end - first);
      }
    } else if (any != null && any.length() > 0) {
      add(sums, any.from(), any.length());
      if (waits(any.from(), added)) {
        return;
      }
    }
    added.run();
  }

  private static Subtree<GradientSum> range(Subtree<GradientSum> whole, int first, int end) {
    GradientSum sum = whole.sum();
    return new Subtree<>(whole.place(), sum == null ? null : sum.range(first, end));
  }

  private synchronized boolean waits(int first, Runnable added) {
    Range range = byFirst.get(first);
    return !isAbandoned && range != null && range.tree != null && range.waiting.add(added);
  }

  private void add(List<Subtree<GradientSum>> subtrees, int first, int length) {
    Range range;
    LaneTree<GradientSum> tree;
    synchronized (this) {
      range = byFirst.computeIfAbsent(first, index -> new Range(length));
      tree = range.tree;
    }
    if (tree == null || range.length != length) {
      throw new IllegalArgumentException(
          "sums of %,d parameters from %,d on, which are there".formatted(length, first));
    }
    subtrees.forEach(tree::add);
    List<Runnable> waiting;
    synchronized (this) {
      if (range.tree == null || !tree.isComplete()) {
        return;
      }
      range.tree = null;
      arrived += length;
      keep(tree.subtrees().get(0).sum());
      waiting = range.waiting;
      range.waiting = List.of();
    }
    waiting.forEach(Runnable::run);
  }

  private void keep(@Nullable GradientSum range) {
    if (range == null || range.length() == shape.parameters()) {
      total = range;
      return;
    }
    if (gradient == null) {
      gradient = new float[shape.parameters()];
    }
    range.copyTo(gradient);
    total = new GradientSum(gradient, range.loss(), range.weight());
  }

  /** Whether sums have arrived. */
  synchronized boolean hasBegun() {
    return hasBegun;
  }

  /** Lets all go on that wait for a range: the result is no longer wanted. */
  void abandon() {
    List<Runnable> waiting = new ArrayList<>();
    synchronized (this) {
      isAbandoned = true;
      for (Range range : byFirst.values()) {
        waiting.addAll(range.waiting);
        range.waiting = List.of();
      }
    }
    waiting.forEach(Runnable::run);
  }

  /**
   * The sum over all lanes, which the driver may overwrite.
   *
   * @throws IllegalStateException if sums are missing, or no lane had examples
   */
  synchronized TaskResult result() {
    if (arrived != shape.parameters() || total == null) {
      throw new IllegalStateException(
          arrived == shape.parameters()
              ? "no lane had an example to add"
              : "%,d of %,d parameters have a gradient".formatted(arrived, shape.parameters()));
    }
    return new TaskResult(List.of(new Subtree<>(LaneTree.root(shape.lanes()), total)), nanos);
  }
}
