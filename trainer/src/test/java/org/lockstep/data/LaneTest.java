package org.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneTest {
  /** Floats of half a block, so that a block holds two examples. */
  private static final int HALF_BLOCK = 1 << 17;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 100})
  void anEpochsOrderIsAPermutation(int size) {
    int[] order = new Lane(0, size, 3).order(1, 0);

    assertThat(IntStream.of(order).sorted().toArray())
        .isEqualTo(IntStream.range(0, size).toArray());
  }

  @Test
  void theOrderDependsOnSeedEpochAndLaneAndOnNothingElse() {
    int[] order = new Lane(4, 50, 3).order(1, 2);

    assertThat(new Lane(4, 50, 7).order(1, 2)).isEqualTo(order);
    assertThat(new Lane(4, 50, 3).order(2, 2)).isNotEqualTo(order);
    assertThat(new Lane(4, 50, 3).order(1, 3)).isNotEqualTo(order);
    assertThat(new Lane(5, 50, 3).order(1, 2)).isNotEqualTo(order);
  }

  @Test
  void anOrderThatWasAskedForBeforeIsTheSameAgain() {
    Lane lane = new Lane(4, 50, 3);
    int[] first = lane.order(1, 0).clone();

    lane.order(1, 1);
    lane.order(2, 0);

    assertThat(lane.order(1, 0)).isEqualTo(first);
  }

  @Test
  void theOrderNeverChanges() {
    assertThat(new Lane(4, 10, 3).order(1, 2)).containsExactly(1, 4, 6, 0, 7, 2, 8, 9, 5, 3);
  }

  @Test
  void blocksAreVisitedWindowByWindowEachInOneGo() {
    int[] order = new Lane(0, 2 * 40, HALF_BLOCK).order(1, 0);

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
  void aBlockThatIsNotFullIsVisitedToo() {
    int[] order = new Lane(0, 2 * 40 - 1, HALF_BLOCK).order(1, 0);

    assertThat(IntStream.of(order).sorted().toArray()).isEqualTo(IntStream.range(0, 79).toArray());
  }

  @Test
  void examplesOfDifferentBlocksAreMixedWithinAWindow() {
    int[] order = new Lane(0, 32, HALF_BLOCK).order(1, 0);

    long neighbours =
        IntStream.range(0, 16).filter(b -> order[2 * b] / 2 == order[2 * b + 1] / 2).count();
    assertThat(neighbours).as("blocks read one after the other").isLessThan(8);
  }

  @Test
  void whatIsPutIsFoundAgainInAnyBlock() {
    Lane lane = new Lane(0, 5, HALF_BLOCK);
    float[] example = new float[HALF_BLOCK + 1];
    for (int i = 0; i < 5; i++) {
      Arrays.fill(example, i);
      example[0] = -1;
      example[1] = 10 * i;
      lane.put(i, example, 1);
    }
    for (int i = 0; i < 5; i++) {
      float[] block = lane.block(i);
      int offset = lane.offset(i);
      assertThat(block[offset]).isEqualTo(10f * i);
      assertThat(block[offset + HALF_BLOCK - 1]).isEqualTo(i);
    }
    assertThat(lane.size()).isEqualTo(5);
  }

  @Test
  void theFingerprintDoesNotDependOnTheOrderButOnEveryValue() {
    Lane lane = lane(new float[] {1, 2, 3, 4});

    assertThat(lane(new float[] {3, 4, 1, 2}).fingerprint(9)).isEqualTo(lane.fingerprint(9));
    assertThat(lane(new float[] {1, 2, 3, 5}).fingerprint(9)).isNotEqualTo(lane.fingerprint(9));
    assertThat(lane(new float[] {2, 1, 3, 4}).fingerprint(9)).isNotEqualTo(lane.fingerprint(9));
  }

  private static Lane lane(float[] rows) {
    Lane lane = new Lane(0, 2, 2);
    lane.put(0, rows, 0);
    lane.put(1, rows, 2);
    return lane;
  }
}
