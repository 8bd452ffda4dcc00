package org.lockstep.training.lane;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The fixed binary tree in which the lanes' sums are added; it depends on the number of lanes
 * alone, not on the partitioning.
 *
 * <pre>
 *   level 2            ┌───────(0)───────┐
 *   level 1       ┌──(0)──┐          ┌──(1)
 *   level 0      (0)     (1)        (2)           three lanes
 * </pre>
 *
 * <p>Node i of level h is the sum of its two children, left + right. A child without lanes is
 * skipped; so is the null sum of a lane without examples in the batch. A task adds up the subtrees
 * whose lanes are all in its partition and sends those; the driver finishes the tree. The same
 * additions are done in the same order on any number of tasks.
 *
 * @param <T> type of the sums
 */
public final class LaneTree<T> {
  private final int lanes;
  private final BinaryOperator<T> addition;
  private final Map<Place, @Nullable T> sums = new HashMap<>();

  /** A node: its height above the lanes, and its number from the left. */
  public record Place(int level, int index) implements Serializable {}

  /**
   * The sum of all lanes under a node.
   *
   * @param sum null if none of them had examples
   */
  public record Subtree<T>(Place place, @Nullable T sum) implements Serializable {}

  /**
   * Creates an empty tree.
   *
   * @param lanes number of lanes of the run; 1 or more
   * @param addition left + right; may add into the left one
   */
  public LaneTree(int lanes, BinaryOperator<T> addition) {
    this.lanes = lanes;
    this.addition = addition;
  }

  /** Adds one lane's sum. Each lane is added once, in any order. */
  public void addLane(int lane, @Nullable T sum) {
    add(new Subtree<>(new Place(0, lane), sum));
  }

  /**
   * Adds a subtree that was summed elsewhere. Several threads may do so at a time: each addition is
   * done by the thread that brings the second of two siblings.
   */
  public void add(Subtree<T> subtree) {
    Place place = subtree.place();
    @Nullable T sum = subtree.sum();
    while (true) {
      Place sibling = new Place(place.level(), place.index() ^ 1);
      boolean alone = isRoot(place);
      @Nullable T other = null;
      if (alone || hasLanes(sibling)) {
        synchronized (sums) {
          if (alone || !sums.containsKey(sibling)) {
            sums.put(place, sum);
            return;
          }
          other = sums.remove(sibling);
        }
        sum = sibling.index() > place.index() ? plus(sum, other) : plus(other, sum);
      }
      place = new Place(place.level() + 1, place.index() / 2);
    }
  }

  private @Nullable T plus(@Nullable T left, @Nullable T right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    return addition.apply(left, right);
  }

  /**
   * The node that all lanes are under.
   *
   * @param lanes number of lanes of the run
   */
  public static Place root(int lanes) {
    int level = 0;
    while (1L << level < lanes) {
      level++;
    }
    return new Place(level, 0);
  }

  /** Whether a place is a node of the tree of so many lanes. */
  public static boolean isNode(Place place, int lanes) {
    return place.level() <= root(lanes).level() && (long) place.index() << place.level() < lanes;
  }

  private boolean isRoot(Place place) {
    return place.index() == 0 && 1L << place.level() >= lanes;
  }

  private boolean hasLanes(Place place) {
    return (long) place.index() << place.level() < lanes;
  }

  /** Whether all lanes have been added. */
  public boolean isComplete() {
    synchronized (sums) {
      return sums.size() == 1 && isRoot(sums.keySet().iterator().next());
    }
  }

  /** The largest subtrees that are complete so far; not while others are being added. */
  public List<Subtree<T>> subtrees() {
    List<Subtree<T>> subtrees = new ArrayList<>();
    synchronized (sums) {
      sums.forEach((place, sum) -> subtrees.add(new Subtree<>(place, sum)));
    }
    return subtrees;
  }

  /**
   * The sum of all lanes.
   *
   * @throws IllegalStateException if a lane is missing, or no lane had examples
   */
  public T total() {
    List<Subtree<T>> subtrees = subtrees();
    if (subtrees.size() != 1 || !isRoot(subtrees.get(0).place())) {
      throw new IllegalStateException("the tree is not complete: it has " + sums.keySet());
    }
    T sum = subtrees.get(0).sum();
    if (sum == null) {
      throw new IllegalStateException("no lane had an example to add");
    }
    return sum;
  }
}
