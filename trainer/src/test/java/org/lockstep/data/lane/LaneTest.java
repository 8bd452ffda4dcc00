package org.lockstep.data.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.encoding.row.RowShape;

class LaneTest {
  private static final int STRIDE = 3;

  /** Two examples a block, 16 blocks a window. */
  private static final BlockLayout TWO = new BlockLayout(2, 16);

  /** A lane without examples' values, of which only the order is used. */
  private static Lane lane(int index, int size, BlockLayout layout) {
    return new Lane(index, size, RowShape.fixed(STRIDE), layout, (lane, b) -> new float[0]);
  }

  private static int[] order(Lane lane, long seed, int epoch) {
    return lane.order(seed, epoch, 0, lane.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 100})
  void anEpochsOrderIsAPermutation(int size) {
    int[] order = order(lane(0, size, TWO), 1, 0);

    assertThat(IntStream.of(order).sorted().toArray())
        .isEqualTo(IntStream.range(0, size).toArray());
  }

  @Test
  void theOrderDependsOnSeedEpochAndLaneAndOnNothingElse() {
    int[] order = order(lane(4, 50, TWO), 1, 2);

    assertThat(order(lane(4, 50, TWO), 1, 2)).isEqualTo(order);
    assertThat(order(lane(4, 50, TWO), 2, 2)).isNotEqualTo(order);
    assertThat(order(lane(4, 50, TWO), 1, 3)).isNotEqualTo(order);
    assertThat(order(lane(5, 50, TWO), 1, 2)).isNotEqualTo(order);
  }

  @Test
  void anyRangeOfTheOrderEqualsThatRangeOfTheWhole() {
    int[] whole = order(lane(4, 79, TWO), 1, 0);
    Lane lane = lane(4, 79, TWO);

    for (int from : new int[] {70, 0, 31, 5}) {
      for (int count : new int[] {0, 1, 9}) {
        assertThat(lane.order(1, 0, from, count))
            .isEqualTo(Arrays.copyOfRange(whole, from, from + count));
      }
    }
    assertThat(lane.order(1, 0, 20, 50)).isEqualTo(Arrays.copyOfRange(whole, 20, 70));
  }

  @Test
  void theOrderOfAnEpochIsTheSameWhenComputedAgain() {
    Lane lane = lane(4, 50, TWO);
    int[] first = order(lane, 1, 0);

    order(lane, 1, 1);
    order(lane, 2, 0);

    assertThat(order(lane, 1, 0)).isEqualTo(first);
  }

  @Test
  void theOrderNeverChanges() {
    BlockLayout layout = BlockLayout.of(STRIDE, 8);

    assertThat(order(lane(4, 10, layout), 1, 2)).containsExactly(1, 4, 6, 0, 7, 2, 8, 9, 5, 3);
  }

  @Test
  void blocksAreVisitedWindowByWindow() {
    int[] order = order(lane(0, 2 * 40, TWO), 1, 0);

    Set<Integer> blocks = new HashSet<>();
    for (int[] window : new int[][] {{0, 32}, {32, 64}, {64, 80}}) {
      Set<Integer> visited =
          IntStream.range(window[0], window[1])
              .mapToObj(i -> order[i] / 2)
              .collect(Collectors.toSet());
      assertThat(visited)
          .as("blocks of examples %d to %d", window[0], window[1])
          .hasSize((window[1] - window[0]) / 2);
      blocks.addAll(visited);
    }
    assertThat(blocks).as("all blocks, none in two windows").hasSize(40);
    assertThat(IntStream.of(order).limit(32).map(i -> i / 2).max().getAsInt())
        .as("the first window is not the first 16 blocks")
        .isGreaterThan(15);
  }

  @Test
  void aPartlyFilledBlockIsVisited() {
    int[] order = order(lane(0, 2 * 40 - 1, TWO), 1, 0);

    assertThat(IntStream.of(order).sorted().toArray()).isEqualTo(IntStream.range(0, 79).toArray());
  }

  @Test
  void examplesOfDifferentBlocksAreMixedWithinAWindow() {
    int[] order = order(lane(0, 32, TWO), 1, 0);

    long neighbours =
        IntStream.range(0, 16).filter(b -> order[2 * b] / 2 == order[2 * b + 1] / 2).count();
    assertThat(neighbours).as("blocks read one after the other").isLessThan(8);
  }

  /** Lanes of 80 examples, two a block; example i is (i, i + 0.25, i + 0.5). */
  private static Lane counting(List<Integer> fetched) {
    return new Lane(
        0,
        80,
        RowShape.fixed(STRIDE),
        TWO,
        (lane, b) -> {
          fetched.add(b);
          float[] block = new float[2 * STRIDE];
          for (int i = 0; i < block.length; i++) {
            block[i] = 2 * b + i / STRIDE + i % STRIDE * 0.25f;
          }
          return block;
        });
  }

  @Test
  void anEpochFetchesEachBlockOnceHoweverItIsCutIntoBatches() {
    for (int batch : new int[] {1, 7, 32, 80}) {
      List<Integer> fetched = new ArrayList<>();
      Lane lane = counting(fetched);

      for (int from = 0; from < 80; from += batch) {
        for (int i : lane.order(3, 1, from, Math.min(batch, 80 - from))) {
          assertThat(Arrays.copyOfRange(lane.block(i), lane.offset(i), lane.offset(i) + STRIDE))
              .containsExactly(i, i + 0.25f, i + 0.5f);
        }
      }
      assertThat(fetched).hasSize(40).doesNotHaveDuplicates();
    }
  }

  @Test
  void aLaneHoldsTheBlocksOfOneWindowAndNoMore() {
    List<Integer> fetched = new ArrayList<>();
    Lane lane = counting(fetched);
    for (int i = 0; i < 80; i++) {
      lane.block(i);
    }

    lane.block(79);
    assertThat(fetched).hasSize(40);
    lane.block(0);
    assertThat(fetched).hasSize(41);
  }

  @Test
  void theWindowsOfAllLanesStayWithinTheirShareOfMemory() {
    for (int lanes : new int[] {1, 2, 16, 17, 100, 128, 300, 1024, 65536}) {
      for (int stride : new int[] {1, 2, 31, 64, 100}) {
        BlockLayout layout = BlockLayout.of(stride, lanes);

        long block = (long) layout.examplesPerBlock() * stride * Float.BYTES;
        assertThat(block * layout.windowBlocks() * lanes)
            .as("%d lanes, %s", lanes, layout)
            .isLessThanOrEqualTo(128L << 20);
        assertThat(block + 16).isLessThan(512 << 10);
      }
    }
    assertThat(BlockLayout.of(1 << 20, 65536)).isEqualTo(new BlockLayout(1, 1));
  }

  @Test
  void theFingerprintDoesNotDependOnTheOrderButOnEveryValue() {
    Lane lane = lane(new float[] {1, 2, 3, 4});

    assertThat(lane(new float[] {3, 4, 1, 2}).fingerprint(9)).isEqualTo(lane.fingerprint(9));
    assertThat(lane(new float[] {1, 2, 3, 5}).fingerprint(9)).isNotEqualTo(lane.fingerprint(9));
    assertThat(lane(new float[] {2, 1, 3, 4}).fingerprint(9)).isNotEqualTo(lane.fingerprint(9));
  }

  private static Lane lane(float[] rows) {
    return new Lane(0, 2, RowShape.fixed(2), TWO, (lane, b) -> rows);
  }
}
