package org.lockstep.training.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.lockstep.training.lane.LaneTree.Subtree;

class LaneTreeTest {
  /** Floats of many magnitudes, so that another order of additions gives other bits. */
  private static List<@Nullable Float> lanes(int count, double emptyShare, Random random) {
    List<@Nullable Float> lanes = new ArrayList<>();
    for (int lane = 0; lane < count; lane++) {
      boolean empty = random.nextDouble() < emptyShare;
      lanes.add(empty ? null : (float) (random.nextGaussian() * Math.pow(10, random.nextInt(5))));
    }
    return lanes;
  }

  /** The tree by its definition: left half + right half, over the next power of two. */
  private static @Nullable Float topDown(List<@Nullable Float> lanes, int from, int width) {
    if (from >= lanes.size()) {
      return null;
    }
    if (width == 1) {
      return lanes.get(from);
    }
    Float left = topDown(lanes, from, width / 2);
    Float right = topDown(lanes, from + width / 2, width / 2);
    return left == null || right == null ? (left == null ? right : left) : (Float) (left + right);
  }

  private static @Nullable Float topDown(List<@Nullable Float> lanes) {
    int width = 1;
    while (width < lanes.size()) {
      width *= 2;
    }
    return topDown(lanes, 0, width);
  }

  /** A task's part: lanes {@code from} to {@code to - 1}, in any order. */
  private static List<Subtree<Float>> task(
      List<@Nullable Float> lanes, int from, int to, Random random) {
    List<Integer> order = new ArrayList<>(IntStream.range(from, to).boxed().toList());
    Collections.shuffle(order, random);
    LaneTree<Float> tree = new LaneTree<>(lanes.size(), Float::sum);
    order.forEach(lane -> tree.addLane(lane, lanes.get(lane)));
    return tree.subtrees();
  }

  /** The lanes cut into contiguous partitions at random places, some of them empty. */
  private static List<Subtree<Float>> tasks(
      List<@Nullable Float> lanes, int partitions, Random random) {
    int[] cuts =
        IntStream.concat(
                IntStream.of(0, lanes.size()), random.ints(partitions - 1L, 0, lanes.size() + 1))
            .sorted()
            .toArray();
    List<Subtree<Float>> subtrees = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      subtrees.addAll(task(lanes, cuts[p], cuts[p + 1], random));
    }
    return subtrees;
  }

  @Property(seed = "1")
  void theTotalHasTheSameBitsForEveryPartitioningAndOrderOfArrival(
      @ForAll @IntRange(min = 1, max = 150) int count,
      @ForAll @IntRange(min = 1, max = 20) int partitions,
      @ForAll @IntRange(max = 9) int emptyTenths,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<@Nullable Float> lanes = lanes(count, emptyTenths / 10.0, random);
    lanes.set(random.nextInt(count), 1f);
    List<Subtree<Float>> subtrees = tasks(lanes, partitions, random);
    Collections.shuffle(subtrees, random);

    LaneTree<Float> driver = new LaneTree<>(count, Float::sum);
    subtrees.forEach(driver::add);

    assertThat(driver.total()).isEqualTo(topDown(lanes));
  }

  @Property(seed = "2")
  void theTotalHasTheSameBitsIfSubtreesAreAddedOnTheWay(
      @ForAll @IntRange(min = 2, max = 150) int count, @ForAll long seed) {
    Random random = new Random(seed);
    List<@Nullable Float> lanes = lanes(count, 0, random);
    LaneTree<Float> driver = new LaneTree<>(count, Float::sum);
    List<LaneTree<Float>> middle =
        List.of(new LaneTree<>(count, Float::sum), new LaneTree<>(count, Float::sum));

    tasks(lanes, 7, random).forEach(subtree -> middle.get(random.nextInt(2)).add(subtree));
    middle.forEach(tree -> tree.subtrees().forEach(driver::add));

    assertThat(driver.total()).isEqualTo(topDown(lanes));
  }

  @Property(seed = "3")
  void aTaskSendsAtMostTwoSubtreesPerLevel(
      @ForAll @IntRange(min = 1, max = 1000) int count, @ForAll long seed) {
    Random random = new Random(seed);
    int from = random.nextInt(count);
    int to = from + 1 + random.nextInt(count - from);

    List<Subtree<Float>> sent = task(lanes(count, 0, random), from, to, random);

    assertThat(sent.stream().map(s -> s.place().level()))
        .allMatch(level -> sent.stream().filter(s -> s.place().level() == level).count() <= 2);
  }

  @Example
  void theSummandsRoundDifferentlyInAnotherOrder() {
    List<@Nullable Float> lanes = lanes(100, 0, new Random(1));

    Float fold = lanes.stream().filter(Objects::nonNull).reduce(0f, Float::sum);

    assertThat(topDown(lanes)).isNotEqualTo(fold);
  }

  @Example
  void sumsAddedInPlaceAreAddedFromLeftToRight() {
    LaneTree<StringBuilder> tree = new LaneTree<>(5, (left, right) -> left.append(right));
    for (int lane : new int[] {4, 2, 0, 3, 1}) {
      tree.addLane(lane, new StringBuilder(Integer.toString(lane)));
    }

    assertThat(tree.total()).hasToString("01234");
  }

  @Example
  void aTreeWithoutAllItsLanesHasNoTotal() {
    LaneTree<Float> tree = new LaneTree<>(3, Float::sum);
    tree.addLane(0, 1f);
    tree.addLane(1, 2f);

    assertThatThrownBy(tree::total)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the tree is not complete");
    tree.addLane(2, 4f);
    assertThat(tree.total()).isEqualTo(7);
  }

  @Example
  void aTreeOfEmptyLanesHasNoTotal() {
    LaneTree<Float> tree = new LaneTree<>(2, Float::sum);
    tree.addLane(0, null);
    tree.addLane(1, null);

    assertThatThrownBy(tree::total)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no lane had an example to add");
  }
}
