package org.lockstep.data.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.training.lane.LaneTree;

class LaneRangesTest {
  private static int subtrees(LaneRanges ranges) {
    return Arrays.stream(ranges.subtreesByPartition()).sum();
  }

  @ParameterizedTest(name = "{0} lanes in {1} partitions: {2} subtrees, {3} if these were equal")
  @CsvSource({
    "1, 1, 1, 1",
    "8, 1, 1, 1",
    "8, 2, 2, 2",
    "8, 3, 5, 5",
    "8, 5, 5, 6",
    "8, 6, 6, 6",
    "8, 8, 8, 8",
    "13, 1, 1, 1",
    "13, 2, 4, 4",
    "16, 3, 5, 7",
    "16, 5, 5, 9",
    "16, 7, 9, 11",
    "16, 16, 16, 16",
    "64, 3, 9, 11",
    "64, 7, 13, 22",
    "64, 12, 20, 28",
    "64, 16, 16, 16",
    "128, 48, 80, 80",
    "100, 7, 23, 27",
    "1000, 24, 96, 125"
  })
  void theSumsThatAreSentAreFew(int lanes, int partitions, int subtrees, int ofEqualParts) {
    assertThat(subtrees(LaneRanges.of(lanes, partitions))).isEqualTo(subtrees);
    assertThat(equalParts(lanes, partitions)).isEqualTo(ofEqualParts);
  }

  private static int equalParts(int lanes, int partitions) {
    int sum = 0;
    for (int p = 0; p < partitions; p++) {
      sum += sent(lanes, p * lanes / partitions, (p + 1) * lanes / partitions);
    }
    return sum;
  }

  /** One sum more than executors means that a cut is no node of the tree. */
  @ParameterizedTest(name = "{0} lanes on executors of {1}: {2} subtrees")
  @CsvSource(
      delimiter = '|',
      value = {
        "16 | 4 4 | 2",
        "16 | 8 8 | 2",
        "16 | 4 2 2 | 3",
        "16 | 2 1 1 | 3",
        "64 | 4 4 4 | 5",
        "64 | 4 4 4 4 | 4",
        "64 | 16 8 8 | 3",
        "12 | 2 1 | 2",
        "64 | 1 1 1 1 1 1 1 1 | 8",
      })
  void executorsAreCutAtTheNodesOfTheTree(int lanes, String tasks, int subtrees) {
    List<Integer> groups = Arrays.stream(tasks.split(" ")).map(Integer::valueOf).toList();

    LaneRanges ranges = LaneRanges.of(lanes, groups);

    assertThat(Arrays.stream(ranges.subtreesByExecutor()).sum()).isEqualTo(subtrees);
  }

  @Property(seed = "1", tries = 300)
  void noPartitionHasMoreLanesThanAnEqualDivisionAndNoneHasTwoFewer(
      @ForAll @IntRange(min = 1, max = 200) int lanes,
      @ForAll @Size(min = 1, max = 9) List<@IntRange(min = 1, max = 9) Integer> groups) {
    LaneRanges ranges = LaneRanges.of(lanes, groups);

    int partitions = groups.stream().mapToInt(Integer::intValue).sum();
    assertThat(ranges.partitions()).isEqualTo(partitions);
    assertThat(ranges.first(0)).isZero();
    assertThat(ranges.first(partitions)).isEqualTo(lanes);
    for (int p = 0; p < partitions; p++) {
      int size = ranges.first(p + 1) - ranges.first(p);
      assertThat(size)
          .isLessThanOrEqualTo((lanes + partitions - 1) / partitions)
          .isGreaterThanOrEqualTo(Math.max(lanes < partitions ? 0 : 1, lanes / partitions - 1));
    }
  }

  @Property(seed = "2", tries = 300)
  void theSubtreesAreThoseThatATaskSendsAndNeverMoreThanOfEqualParts(
      @ForAll @IntRange(min = 1, max = 200) int lanes,
      @ForAll @IntRange(min = 1, max = 40) int partitions) {
    LaneRanges ranges = LaneRanges.of(lanes, Collections.nCopies(partitions, 1));
    for (int p = 0; p < partitions; p++) {
      assertThat(ranges.subtreesByPartition()[p])
          .isEqualTo(sent(lanes, ranges.first(p), ranges.first(p + 1)));
    }

    assertThat(subtrees(ranges)).isLessThanOrEqualTo(equalParts(lanes, partitions));
  }

  @Property(seed = "3", tries = 100)
  void noDivisionWithinTheBoundsHasFewerSubtrees(
      @ForAll @IntRange(min = 1, max = 24) int lanes,
      @ForAll @IntRange(min = 1, max = 6) int partitions) {
    int most = (lanes + partitions - 1) / partitions;
    int least = lanes < partitions ? 0 : Math.max(1, lanes / partitions - 1);

    assertThat(subtrees(LaneRanges.of(lanes, partitions)))
        .isEqualTo(fewest(lanes, 0, partitions, least, most));
  }

  /** Tries every division. */
  private static int fewest(int lanes, int from, int partitions, int least, int most) {
    if (partitions == 0) {
      return from == lanes ? 0 : lanes + 1;
    }
    int fewest = lanes + 1;
    for (int to = from + least; to <= Math.min(lanes, from + most); to++) {
      int rest = fewest(lanes, to, partitions - 1, least, most);
      fewest = Math.min(fewest, sent(lanes, from, to) + rest);
    }
    return fewest;
  }

  private static int sent(int lanes, int from, int to) {
    LaneTree<Integer> tree = new LaneTree<>(lanes, Integer::sum);
    for (int lane = from; lane < to; lane++) {
      tree.addLane(lane, 1);
    }
    return tree.subtrees().size();
  }
}
