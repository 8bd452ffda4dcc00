package org.lockstep.data.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberHistogramTest {
  private static final double[] SHARES = {0, 0.001, 0.1, 0.25, 0.3333, 0.5, 0.75, 0.9, 0.9999, 1};

  private static double[] numbers(int count, DoubleUnaryOperator ofNormal) {
    Random random = new Random(9);
    return random.doubles(count).map(u -> ofNormal.applyAsDouble(random.nextGaussian())).toArray();
  }

  private static NumberHistogram of(int limit, double... numbers) {
    NumberHistogram histogram = new NumberHistogram(limit);
    Arrays.stream(numbers).forEach(histogram::add);
    return histogram;
  }

  /** Definition 7 of Hyndman and Fan, by sorting. */
  private static double[] bySorting(double[] numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    return Arrays.stream(SHARES)
        .map(
            share -> {
              double place = share * (sorted.length - 1);
              int rank = (int) place;
              double next = sorted[Math.min(rank + 1, sorted.length - 1)];
              return sorted[rank] + (place - rank) * (next - sorted[rank]);
            })
        .toArray();
  }

  @Test
  void quantilesAreThoseOfTheSortedNumbersUpToTheLimit() {
    double[] few = numbers(100, x -> x * 1e3 - 200);
    double[] repeated = numbers(5_000, x -> Math.floor(x * 20));

    assertThat(of(100, few).quantiles(SHARES)).containsExactly(bySorting(few), within(1e-9));
    assertThat(of(200, repeated).quantiles(SHARES))
        .containsExactly(bySorting(repeated), within(1e-12));
    assertThat(of(2, 0.0, -0.0, 5, 0.0).quantiles(0, 0.5, 1)).containsExactly(0.0, 0.0, 5);
    assertThat(of(8, 4.25).quantiles(0, 0.3, 1)).containsExactly(4.25, 4.25, 4.25);
    assertThat(of(8, -Double.MAX_VALUE / 2, Double.MIN_VALUE, Double.MAX_VALUE / 2).quantiles(0.5))
        .containsExactly(Double.MIN_VALUE);
  }

  @ParameterizedTest(name = "{0} buckets")
  @ValueSource(ints = {2, 3, 64, 1000})
  void theResultDependsNeitherOnTheOrderNorOnHowTheNumbersAreDivided(int limit) {
    double[] numbers = numbers(4_000, x -> Math.expm1(3 * x));
    double[] expected = of(limit, numbers).quantiles(SHARES);
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);

    assertThat(of(limit, sorted).quantiles(SHARES)).containsExactly(expected);
    for (int parts : new int[] {2, 3, 7, 13, 4_000}) {
      NumberHistogram sum = new NumberHistogram(limit);
      for (int part = parts - 1; part >= 0; part--) {
        NumberHistogram one = new NumberHistogram(limit);
        for (int i = part; i < numbers.length; i += parts) {
          one.add(numbers[i]);
        }
        sum.add(one);
      }
      assertThat(sum.quantiles(SHARES)).as("%d parts", parts).containsExactly(expected);
    }
  }

  @Test
  void aLimitThatIsLoweredLaterGivesTheSameAsALowOneFromTheStart() {
    double[] numbers = numbers(3_000, x -> x);
    NumberHistogram lowered = of(512, Arrays.copyOf(numbers, 1_000));
    lowered.limitTo(40);
    lowered.limitTo(512);
    NumberHistogram rest = of(90, Arrays.copyOfRange(numbers, 1_000, 3_000));
    rest.add(lowered);

    assertThat(rest.quantiles(SHARES)).containsExactly(of(40, numbers).quantiles(SHARES));
  }

  @Test
  void aMillionNormalNumbersHaveTheirQuartilesToATenThousandthOfADeviation() {
    double[] numbers = numbers(1_000_000, x -> x);
    double[] expected = bySorting(numbers);

    double[] found = of(NumberHistogram.MOST, numbers).quantiles(SHARES);

    assertThat(found).containsExactly(expected, within(1e-3));
    for (int i : new int[] {3, 5, 6}) {
      assertThat(found[i]).isCloseTo(expected[i], within(1e-4));
    }
  }

  /** Where buckets of a fixed width would be blind. */
  @Test
  void aNarrowClusterBesideOutliersOfEverySizeIsResolved() {
    Random random = new Random(3);
    double[] numbers = new double[50_000];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          i % 200 > 0
              ? 1e9 + random.nextDouble()
              : Math.pow(10, random.nextDouble() * 600 - 300) * (i % 400 - 100);
    }
    double[] expected = bySorting(numbers);

    double[] found = of(NumberHistogram.MOST, numbers).quantiles(SHARES);

    for (int i = 2; i < 8; i++) {
      assertThat(expected[i]).isBetween(1e9, 1e9 + 1);
      assertThat(found[i]).as("quantile %s", SHARES[i]).isCloseTo(expected[i], within(1e-3));
    }
  }

  @Test
  void wideTablesHaveFewerBucketsAColumn() {
    assertThat(NumberHistogram.limit(0)).isEqualTo(8_192);
    assertThat(NumberHistogram.limit(128)).isEqualTo(8_192);
    assertThat(NumberHistogram.limit(784)).isEqualTo(1_337);
    assertThat(NumberHistogram.limit(1_000_000_000_000L)).isEqualTo(64);
  }
}
