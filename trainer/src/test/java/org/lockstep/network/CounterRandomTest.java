package org.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lockstep.network.CounterRandom.Purpose;

class CounterRandomTest {
  private static final CounterRandom RANDOM = CounterRandom.of(42, Purpose.EXAMPLE_ORDER, 3, 5);

  /** The finaliser of SplitMix64 as the JDK has it. */
  private static long mix(long word) {
    return new SplittableRandom(word).nextLong();
  }

  @Test
  void theDrawsAreThoseOfSplitMix64() {
    int stream = 3; // EXAMPLE_ORDER
    var jdk = new SplittableRandom(mix(mix(mix(mix(42) + stream) + 3) + 5));

    for (int i = 0; i < 1000; i++) {
      assertThat(RANDOM.bits(i)).as("draw %d", i).isEqualTo(jdk.nextLong());
    }
  }

  @Test
  void theDrawsNeverChange() {
    assertThat(CounterRandom.of(1, Purpose.WEIGHTS, 0).bits(0)).isEqualTo(0xC1D0439C2E54B27EL);
    assertThat(CounterRandom.of(1, Purpose.BLOCK_ORDER, 2, 3).bits(4))
        .isEqualTo(0x8448C29879F5560CL);
    assertThat(RANDOM.bits(1L << 40)).isEqualTo(0xCA805DB00D9E4CC1L);
    assertThat(RANDOM.uniform(7)).isEqualTo(0.4382867653002853);
    int[] order = IntStream.range(0, 8).toArray();
    RANDOM.shuffle(order, 0, 8);
    assertThat(order).containsExactly(6, 5, 4, 1, 7, 0, 2, 3);
  }

  @Test
  void aDrawDependsOnItsKeyAlone() {
    long forwards = RANDOM.bits(0) + RANDOM.bits(1);
    CounterRandom same = CounterRandom.of(42, Purpose.EXAMPLE_ORDER, 3, 5);

    assertThat(same.bits(1) + same.bits(0)).isEqualTo(forwards);
  }

  @Test
  void everyPartOfTheKeyChangesTheDraw() {
    Set<Long> draws = new HashSet<>();
    int keys = 0;
    for (long seed = -2; seed <= 2; seed++) {
      for (Purpose purpose : Purpose.values()) {
        for (int epoch = 0; epoch < 10; epoch++) {
          for (int lane = 0; lane < 10; lane++) {
            CounterRandom random = CounterRandom.of(seed, purpose, epoch, lane);
            draws.add(random.bits(0));
            draws.add(random.bits(1));
            keys += 2;
          }
        }
      }
    }
    assertThat(draws).hasSize(keys);
  }

  @Test
  void uniformDrawsAreUniformOnTheUnitInterval() {
    int count = 100_000;
    int[] tenths = new int[10];
    double sum = 0;
    double neighbours = 0;
    for (int i = 0; i < count; i++) {
      double u = RANDOM.uniform(i);
      assertThat(u).isGreaterThanOrEqualTo(0).isLessThan(1);
      tenths[(int) (10 * u)]++;
      sum += u;
      neighbours += (u - 0.5) * (RANDOM.uniform(i + 1L) - 0.5);
    }
    assertThat(sum / count).isCloseTo(0.5, within(0.005));
    assertThat(neighbours / count).as("covariance of neighbours").isCloseTo(0, within(0.002));
    for (int tenth : tenths) {
      assertThat(tenth).isCloseTo(count / 10, within(500)); // five standard deviations
    }
  }

  @Test
  void aShufflePermutesItsRangeOnly() {
    int[] elements = IntStream.range(0, 100).toArray();

    RANDOM.shuffle(elements, 10, 90);

    assertThat(IntStream.of(elements).limit(10)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(IntStream.of(elements).skip(90)).startsWith(90, 91).endsWith(98, 99);
    assertThat(IntStream.of(elements).sorted()).containsExactlyElementsOf(range(100));
    assertThat(IntStream.of(elements)).isNotEqualTo(range(100));
  }

  private static Iterable<Integer> range(int to) {
    return IntStream.range(0, to).boxed().toList();
  }

  @Test
  void everyPermutationIsAsLikelyAsEveryOther() {
    int[] counts = new int[6];
    for (int seed = 0; seed < 60_000; seed++) {
      int[] three = {0, 1, 2};
      CounterRandom.of(seed, Purpose.BLOCK_ORDER).shuffle(three, 0, 3);
      counts[2 * three[0] + (three[1] > three[2] ? 1 : 0)]++;
    }
    for (int count : counts) {
      assertThat(count).isCloseTo(10_000, within(460)); // five standard deviations
    }
  }

  @Test
  void shufflingAnEmptyRangeChangesNothing() {
    int[] elements = {3, 1, 2};

    RANDOM.shuffle(elements, 1, 1);
    RANDOM.shuffle(elements, 2, 3);

    assertThat(elements).containsExactly(3, 1, 2);
  }
}
