package org.lockstep.data.lane;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The lanes of each partition: neighbours, cut where the tree in which the lanes' sums are added
 * has its nodes, so that few sums have to be sent. The bits of a model do not depend on it.
 *
 * <p>A partition has as many lanes as an equal division rounded up, so that the slowest has no more
 * than it must, or down to one fewer than rounded down. Within these bounds the lanes are first cut
 * into the ranges of the executors, whose tasks add up their sums before one of them is sent, then
 * into those of their tasks; each time with the fewest subtrees, and of these divisions the most
 * even one. With 16 lanes in 3 partitions that is 6, 6 and 4 lanes and 5 subtrees, where 5, 5 and 6
 * lanes have 7.
 */
public final class LaneRanges implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The weight of a subtree, above all differences of size. */
  private static final long SUBTREE = 1L << 46;

  private final int lanes;
  private final int[] groups;
  private final int[] firsts;

  private LaneRanges(int lanes, int[] groups, int[] firsts) {
    this.lanes = lanes;
    this.groups = groups;
    this.firsts = firsts;
  }

  /**
   * Divides the lanes among partitions.
   *
   * @param groups numbers of neighbouring partitions that are on one executor, in their order
   */
  public static LaneRanges of(int lanes, List<Integer> groups) {
    int[] sizes = groups.stream().mapToInt(Integer::intValue).toArray();
    int partitions = Arrays.stream(sizes).sum();
    int[] firsts = new int[partitions + 1];
    Division division = Division.of(lanes, partitions);
    int[] bounds = division.cut(0, lanes, sizes);
    int p = 0;
    for (int g = 0; g < sizes.length; g++) {
      int[] ones = new int[sizes[g]];
      Arrays.fill(ones, 1);
      int[] inner = division.cut(bounds[g], bounds[g + 1], ones);
      System.arraycopy(inner, 0, firsts, p, inner.length);
      p += sizes[g];
    }
    return new LaneRanges(lanes, sizes, firsts);
  }

  /** Divides the lanes among partitions of which each sends its own sums. */
  public static LaneRanges of(int lanes, int partitions) {
    return of(lanes, Collections.nCopies(partitions, 1));
  }

  /** Number of partitions. */
  public int partitions() {
    return firsts.length - 1;
  }

  /**
   * The first lane of a partition; that of the partition after the last one is the lanes' number.
   */
  public int first(int partition) {
    return firsts[partition];
  }

  /** The number of subtrees that the executors send, one sum each. */
  public int[] subtreesByExecutor() {
    int[] counts = new int[groups.length];
    int p = 0;
    for (int g = 0; g < groups.length; g++) {
      counts[g] = subtrees(firsts[p], firsts[p + groups[g]], lanes);
      p += groups[g];
    }
    return counts;
  }

  /** The number of subtrees that the partitions have, one sum each. */
  public int[] subtreesByPartition() {
    int[] counts = new int[partitions()];
    Arrays.setAll(counts, p -> subtrees(firsts[p], firsts[p + 1], lanes));
    return counts;
  }

  /** The number of partitions on each executor. */
  public int[] partitionsByExecutor() {
    return groups.clone();
  }

  /**
   * The number of largest subtrees whose lanes are all in a range.
   *
   * @param from the first lane
   * @param to the lane after the last
   * @param lanes of the tree
   */
  static int subtrees(int from, int to, int lanes) {
    int count = 0;
    long lane = from;
    while (lane < to) {
      long size = 1;
      while (size < lanes && lane % (2 * size) == 0 && Math.min(lane + 2 * size, lanes) <= to) {
        size *= 2;
      }
      lane += size;
      count++;
    }
    return count;
  }

  /**
   * The bounds of a division.
   *
   * @param least lanes of a partition
   * @param most lanes of a partition
   */
  private record Division(int lanes, int least, int most) {
    static Division of(int lanes, int partitions) {
      int least = partitions > lanes ? 0 : Math.max(1, lanes / partitions - 1);
      return new Division(lanes, least, (lanes + partitions - 1) / partitions);
    }

    /**
     * Cuts a range of lanes, by dynamic programming over the place of each cut.
     *
     * @param weights partitions of each part
     * @return the first lane of each part, and {@code to}
     */
    int[] cut(int from, int to, int[] weights) {
      int all = Arrays.stream(weights).sum();
      int length = to - from;
      long[] cost = new long[length + 1];
      Arrays.fill(cost, Long.MAX_VALUE);
      cost[0] = 0;
      int[][] before = new int[weights.length][];
      int[] lows = new int[weights.length];
      int done = 0;
      for (int part = 0; part < weights.length; part++) {
        int weight = weights[part];
        done += weight;
        int low = (int) Math.max((long) done * least, length - (long) (all - done) * most);
        int high = (int) Math.min((long) done * most, length - (long) (all - done) * least);
        lows[part] = low;
        long[] next = new long[length + 1];
        Arrays.fill(next, Long.MAX_VALUE);
        before[part] = new int[high - low + 1];
        for (int end = low; end <= high; end++) {
          for (int size = weight * least; size <= Math.min(weight * most, end); size++) {
            int start = end - size;
            if (cost[start] == Long.MAX_VALUE) {
              continue;
            }
            long uneven = (long) size * all - (long) weight * length;
            long sum =
                cost[start] + SUBTREE * subtrees(from + start, from + end, lanes) + uneven * uneven;
            if (sum < next[end]) {
              next[end] = sum;
              before[part][end - low] = start;
            }
          }
        }
        cost = next;
      }
      int[] bounds = new int[weights.length + 1];
      bounds[weights.length] = to;
      for (int part = weights.length - 1; part >= 0; part--) {
        bounds[part] = from + before[part][bounds[part + 1] - from - lows[part]];
      }
      return bounds;
    }
  }
}
