package org.lockstep.data.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class ExactSumTest {
  private static final MathContext EXACT_ENOUGH = new MathContext(1600);

  /** Doubles of every magnitude, subnormal ones among them. */
  @Provide
  Arbitrary<Double> finite() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite),
        Arbitraries.doubles().between(-1000, 1000).ofScale(3),
        Arbitraries.of(
            0.0,
            -0.0,
            Double.MIN_VALUE,
            -Double.MIN_VALUE,
            Double.MIN_NORMAL,
            1e-310,
            0x1p-1022,
            0x1p-52,
            1.0,
            -1.0,
            0x1p53,
            1e16,
            -1e16,
            Double.MAX_VALUE,
            -Double.MAX_VALUE));
  }

  /** Doubles whose squares, and the rounding errors of those, are doubles too. */
  @Provide
  Arbitrary<Double> squarable() {
    return finite().filter(x -> x == 0 || (Math.abs(x) > 0x1p-480 && Math.abs(x) < 0x1p511));
  }

  private static ExactSum sum(List<Double> values) {
    ExactSum sum = new ExactSum();
    values.forEach(sum::add);
    return sum;
  }

  private static ExactSum squares(List<Double> values) {
    ExactSum squares = new ExactSum();
    values.forEach(squares::addSquare);
    return squares;
  }

  private static double variance(List<Double> values) {
    return ExactSum.variance(sum(values), squares(values), values.size());
  }

  private static BigDecimal exactSum(List<Double> values) {
    return values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @Property(tries = 200, seed = "1")
  void theMeanIsExactAndRoundedOnce(
      @ForAll @Size(min = 1, max = 60) List<@From("finite") Double> x) {
    BigDecimal n = BigDecimal.valueOf(x.size());

    assertThat(sum(x).mean(x.size())).isEqualTo(exactSum(x).divide(n, EXACT_ENOUGH).doubleValue());
  }

  @Property(tries = 200, seed = "2")
  void theVarianceIsExactAndRoundedOnce(
      @ForAll @Size(min = 1, max = 60) List<@From("squarable") Double> x) {
    BigDecimal n = BigDecimal.valueOf(x.size());
    BigDecimal sum = exactSum(x);
    BigDecimal squares =
        x.stream().map(BigDecimal::new).map(v -> v.multiply(v)).reduce(BigDecimal::add).get();
    BigDecimal exact =
        squares.multiply(n).subtract(sum.multiply(sum)).divide(n.multiply(n), EXACT_ENOUGH);

    assertThat(variance(x)).isEqualTo(exact.doubleValue());
  }

  @Property(tries = 200, seed = "3")
  void theOrderOfTheAdditionsDoesNotMatter(
      @ForAll @Size(min = 2, max = 60) List<@From("finite") Double> x, @ForAll long order) {
    List<Double> shuffled = new ArrayList<>(x);
    Collections.shuffle(shuffled, new Random(order));

    assertThat(sum(shuffled).mean(x.size())).isEqualTo(sum(x).mean(x.size()));
    assertThat(variance(shuffled)).isEqualTo(variance(x));
  }

  @Property(tries = 200, seed = "4")
  void sumsOfPartsAddUpInAnyOrder(
      @ForAll @Size(min = 3, max = 60) List<@From("finite") Double> x, @ForAll long split) {
    Random random = new Random(split);
    List<ExactSum> parts = new ArrayList<>();
    for (int from = 0; from < x.size(); ) {
      int to = from + 1 + random.nextInt(x.size() - from);
      parts.add(sum(x.subList(from, to)));
      from = to;
    }
    Collections.shuffle(parts, random);
    ExactSum total = new ExactSum();
    parts.forEach(total::add);

    assertThat(total.mean(x.size())).isEqualTo(sum(x).mean(x.size()));
  }

  @Example
  void noDigitsAreLostWhenSummandsCancel() {
    assertThat(sum(List.of(1e308, 1.0, -1e308)).mean(3)).isEqualTo(1 / 3.0);
    assertThat(sum(List.of(1e308, 1e308, 1e308)).mean(3)).isEqualTo(1e308);
    assertThat(sum(List.of(1e16, 1.0, -1e16, Double.MIN_VALUE)).mean(1)).isEqualTo(1);
    assertThat(variance(List.of(1e9 + 1, 1e9 + 2, 1e9 + 3))).isEqualTo(2 / 3.0);
  }

  @Example
  void aMillionAdditionsAreAsExactAsOne() {
    ExactSum sum = new ExactSum();
    BigDecimal exact = BigDecimal.ZERO;
    for (int i = 0; i < 1_000_000; i++) {
      double x = (i % 3 == 0 ? -0.1 : 1e7) * i;
      sum.add(x);
      exact = exact.add(new BigDecimal(x));
    }
    assertThat(sum.mean(7))
        .isEqualTo(exact.divide(BigDecimal.valueOf(7), EXACT_ENOUGH).doubleValue());
  }

  @Example
  void carriesReachTheHighestDigit() {
    for (double x : new double[] {Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MIN_VALUE, -1.5}) {
      ExactSum sum = sum(List.of(x));
      for (int doubling = 0; doubling < 40; doubling++) {
        sum.add(copy(sum));
      }
      assertThat(sum.mean(1L << 40)).as("the mean of 2^40 times %s", x).isEqualTo(x);
    }
  }

  private static ExactSum copy(ExactSum sum) {
    ExactSum copy = new ExactSum();
    copy.add(sum);
    return copy;
  }
}
