package org.lockstep.data.leak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.data.survey.ColumnReport.Spread;

class RulesTest {
  private static final Bins BINS = new Bins(32);
  private static final Grid GRID = new Grid(0, 1, 0, 1, false);

  private static int of(double x) {
    return BINS.of(x, GRID);
  }

  /** Of each bin, and of missing values. */
  private static List<long[]> counted(double[] x, int[] y, int classes) {
    List<long[]> counts = new ArrayList<>();
    for (int b = 0; b < BINS.count(); b++) {
      counts.add(new long[classes]);
    }
    for (int i = 0; i < x.length; i++) {
      counts.get(Double.isNaN(x[i]) ? BINS.missing() : of(x[i]))[y[i]]++;
    }
    return counts;
  }

  private static boolean isLeak(double[] x, int[] y, int classes) {
    return new ClassRules().ofNumbers(counted(x, y, classes), new LinearSums()).isPresent();
  }

  @Test
  void binsAreInTheOrderOfTheirNumbersAndNarrowBesideTheMean() {
    double[] x = {-1e9, -1000, -30, -1.01, -1, -0.5, -0.02, -0.015, 0, 0.015, 0.02, 0.5, 1, 1.05};

    assertThat(Arrays.stream(x).mapToObj(RulesTest::of)).isSorted();
    assertThat(of(-1e9)).isZero();
    assertThat(of(1e9)).isEqualTo(BINS.missing() - 1);
    assertThat(of(1.04)).isNotEqualTo(of(1));
    assertThat(of(0.015)).isEqualTo(of(-0.015));
  }

  @Test
  void aSkewedColumnHasNarrowBinsAtTheEndWhereItsNumbersCrowd() {
    Grid right = Grid.of(new Spread(1000, 0, 1e6, 100, 3e4));
    Grid left = Grid.of(new Spread(1000, -1e6, 0, -100, 3e4));

    for (double x : new double[] {0, 0.001, 0.01, 0.1, 1, 10, 1e3, 1e4}) {
      assertThat(BINS.of(x * 1.05, right)).as("%s", x).isGreaterThanOrEqualTo(BINS.of(x, right));
      assertThat(BINS.of(-x, left)).isEqualTo(BINS.of(x, right));
      assertThat(BINS.of(x * 1.05 + 1e-3, right)).isNotEqualTo(BINS.of(x, right));
    }
    assertThat(BINS.of(1e9, right)).isEqualTo(BINS.missing() - 1);
  }

  /** Small tables of pure noise: none of a thousand features is a leak. */
  @ParameterizedTest
  @ValueSource(ints = {20, 40, 100, 1000})
  void noiseIsNoLeak(int rows) {
    SplittableRandom random = new SplittableRandom(rows);
    int[] y = random.ints(rows, 0, 2).toArray();
    int[] few = random.ints(rows, 0, 5).toArray();
    int leaks = 0;
    for (int feature = 0; feature < 1000; feature++) {
      double[] x = random.doubles(rows, -2, 2).toArray();
      leaks += isLeak(x, y, 2) ? 1 : 0;
      leaks += isLeak(x, few, 5) ? 1 : 0;
      leaks += isNumberLeak(x, random.doubles(rows, -2, 2).toArray()) ? 1 : 0;
    }
    assertThat(leaks).isZero();
  }

  private static boolean isNumberLeak(double[] x, double[] y) {
    ReadSums read = new ReadSums();
    List<long[]> counts = new ArrayList<>();
    for (int b = 0; b < BINS.count(); b++) {
      counts.add(new long[2]);
    }
    for (int i = 0; i < x.length; i++) {
      long[] bin = counts.get(of(x[i]));
      bin[0]++;
      bin[1] += GRID.of(y[i]);
      read.line.add(GRID.of(x[i]), GRID.of(y[i]));
      read.labels.add(GRID.of(y[i]), GRID.of(y[i]));
    }
    return new NumberRules(read.labels).ofNumbers(counts, read.line).isPresent();
  }

  private static final class ReadSums {
    final LinearSums line = new LinearSums();
    final LinearSums labels = new LinearSums();
  }

  /** The area by all pairs of rows, with bins as ties. */
  @RepeatedTest(20)
  void theAreaUnderTheCurveIsThatOfAllPairs(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    int rows = 200;
    int[] y = random.ints(rows, 0, 2).toArray();
    double separation = 2.8 + 0.1 * repetition.getCurrentRepetition();
    double[] x = new double[rows];
    Arrays.setAll(x, i -> random.nextGaussian() / 2 + separation / 2 * (y[i] - 0.5));
    double pairs = 0;
    double won = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        if (y[i] == 1 && y[j] == 0) {
          pairs++;
          won += Integer.compare(of(x[i]), of(x[j])) / 2.0 + 0.5;
        }
      }
    }
    String auc = "AUC %.4f".formatted(won / pairs);

    assertThat(new ClassRules().ofNumbers(counted(x, y, 2), new LinearSums()).orElse("none"))
        .isEqualTo(won / pairs > 0.99 ? auc : "none");
  }

  @Test
  void aWordOfOneRowIsNoEvidence() {
    List<long[]> ids = new ArrayList<>();
    List<long[]> groups = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      ids.add(i % 3 == 0 ? new long[] {1, 0} : new long[] {0, 1});
      groups.add(i % 3 == 0 ? new long[] {4, 0} : new long[] {0, 4});
    }

    assertThat(new ClassRules().ofWords(ids)).isEmpty();
    assertThat(new ClassRules().ofWords(groups)).contains("the class of 1,200 of 1,200 rows");
  }

  @Test
  void wideSumsAreExact() {
    WideSum sum = new WideSum();
    WideSum other = new WideSum();
    for (int i = 0; i < 1000; i++) {
      sum.add(-(1L << 61) + 1);
      other.add((1L << 61) + 1);
    }
    sum.add(other);

    assertThat(sum.value()).isEqualTo(2000);
  }
}
