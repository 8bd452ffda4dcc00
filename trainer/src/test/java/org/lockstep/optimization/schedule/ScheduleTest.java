package org.lockstep.optimization.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.settings.value.Type;

/** Each schedule by hand, over a run of 100 iterations in epochs of 10. */
class ScheduleTest {
  private static final Horizon HORIZON = new Horizon(10, 100);

  /** Worked by hand in a test of its own: it alone has a memory. */
  private static final Schedule PLATEAU = new ReduceOnPlateau(0.5, 2, 0.1, 0.2);

  private static double factor(Schedule schedule, long k) {
    return schedule.factor(k, HORIZON, new double[schedule.numberCount()]);
  }

  static List<Arguments> values() {
    Span four = Span.iterations(4);
    Span epoch = Span.epochs(1);
    Schedule step = new StepDecay(four, 0.5);
    Schedule piecewise = new Piecewise(List.of(four, Span.iterations(6)), List.of(0.5, 3.0));
    Schedule inverse = new Inverse(epoch, 3, 0.5);
    Schedule polynomial = new Polynomial(2, 0.2);
    Schedule cosine = new Cosine(0.2, Optional.empty(), 1);
    Schedule restarts = new Cosine(0, Optional.of(four), 1);
    Schedule growing = new Cosine(0, Optional.of(four), 2);
    Schedule cycle = new OneCycle(0.4, 0.1, 0.01);
    return List.of(
        Arguments.of(new Constant(), 17, 1),
        Arguments.of(step, 0, 1),
        Arguments.of(step, 3, 1),
        Arguments.of(step, 4, 0.5),
        Arguments.of(step, 11, 0.25),
        Arguments.of(new StepDecay(epoch, 0.1), 9, 1),
        Arguments.of(new StepDecay(epoch, 0.1), 10, 0.1),
        Arguments.of(piecewise, 3, 1),
        Arguments.of(piecewise, 4, 0.5),
        Arguments.of(piecewise, 5, 0.5),
        Arguments.of(piecewise, 99, 3),
        Arguments.of(new Piecewise(List.of(epoch), List.of(0.1)), 10, 0.1),
        Arguments.of(new Exponential(epoch, 0.25), 5, 0.5),
        Arguments.of(new Exponential(epoch, 0.25), 20, 0.0625),
        Arguments.of(inverse, 0, 1),
        Arguments.of(inverse, 10, 0.5),
        Arguments.of(inverse, 50, 0.25),
        Arguments.of(polynomial, 0, 1),
        Arguments.of(polynomial, 50, 0.2 + 0.8 * 0.25),
        Arguments.of(polynomial, 100, 0.2),
        Arguments.of(polynomial, 500, 0.2),
        Arguments.of(cosine, 0, 1),
        Arguments.of(cosine, 50, 0.6),
        Arguments.of(cosine, 75, 0.2 + 0.4 * (1 - Math.sqrt(0.5))),
        Arguments.of(cosine, 500, 0.2),
        Arguments.of(restarts, 2, 0.5),
        Arguments.of(restarts, 4, 1),
        Arguments.of(restarts, 4 * 25 + 2, 0.5),
        Arguments.of(growing, 3, 0.5 * (1 - Math.sqrt(0.5))),
        Arguments.of(growing, 4, 1),
        Arguments.of(growing, 8, 0.5),
        Arguments.of(growing, 12, 1),
        Arguments.of(growing, 20, 0.5),
        Arguments.of(growing, 28, 1),
        Arguments.of(new FlatCosine(), 0, 1),
        Arguments.of(new FlatCosine(), 50, 1),
        Arguments.of(new FlatCosine(), 75, 0.5),
        Arguments.of(new FlatCosine(), 100, 0),
        Arguments.of(new FlatCosine(0.2, 0.8, 0.1), 20, 1),
        Arguments.of(new FlatCosine(0.2, 0.8, 0.1), 40, 0.1 + 0.9 * 0.75),
        Arguments.of(new FlatCosine(0.2, 0.8, 0.1), 80, 0.1),
        Arguments.of(new FlatCosine(0.2, 0.8, 0.1), 500, 0.1),
        Arguments.of(new CosLog(), 0, 0),
        Arguments.of(new CosLog(), 20, 0), // 1 + 15 / 5 = 2²
        Arguments.of(new CosLog(), 100, 0),
        Arguments.of(new CosLog(), 500, 0),
        Arguments.of(cycle, 0, 0.1),
        Arguments.of(cycle, 99, 0.01),
        Arguments.of(cycle, 500, 0.01),
        Arguments.of(new OneCycle(1.0 / 3, 0.1, 0), 33, 1),
        Arguments.of(new WarmUp(four, step), 0, 0.25),
        Arguments.of(new WarmUp(four, step), 3, 1),
        Arguments.of(new WarmUp(four, step), 7, 1),
        Arguments.of(new WarmUp(four, step), 8, 0.5),
        Arguments.of(new WarmUp(Span.epochs(2), new Cosine()), 20, 1),
        Arguments.of(new WarmUp(Span.epochs(2), new Cosine()), 60, 0.5),
        Arguments.of(new WarmUp(Span.epochs(2), new Cosine()), 100, 0),
        Arguments.of(new WarmUp(four, new OneCycle(0.5, 0.2, 0)), 0, 0.05));
  }

  @ParameterizedTest(name = "{0} at {1}")
  @MethodSource("values")
  void theFactorFollowsTheFormula(Schedule schedule, long k, double expected) {
    assertThat(factor(schedule, k)).isCloseTo(expected, within(1e-15));
  }

  @Test
  void everyScheduleHasAHandComputedValue() {
    assertThat(Stream.concat(values().stream().map(v -> v.get()[0]), Stream.of(PLATEAU)))
        .extracting(schedule -> ((Schedule) schedule).settingsName())
        .containsAll(Schedules.TYPES.stream().map(Type::name).toList());
  }

  @Test
  void coslogRisesAndFallsFourTimesAndEachWaveIsTwiceAsLong() {
    Horizon run = new Horizon(1, 15_000_000);
    for (int wave = 0; wave < 4; wave++) {
      long end = 1_000_000L * ((2 << wave) - 1);
      long top = Math.round(1_000_000 * ((1 << wave) * Math.sqrt(2) - 1));
      assertThat(new CosLog().factor(end, run, new double[0])).isCloseTo(0, within(1e-12));
      assertThat(new CosLog().factor(top, run, new double[0])).isCloseTo(1, within(1e-10));
    }
  }

  @Test
  void oneCycleRisesToItsMaximumAndThenFalls() {
    Schedule cycle = new OneCycle();
    int top = 0;
    for (int k = 1; k < 100; k++) {
      top = factor(cycle, k) > factor(cycle, top) ? k : top;
    }
    assertThat(top).isEqualTo(30); // three tenths
    for (int k = 1; k < 100; k++) {
      double change = factor(cycle, k) - factor(cycle, k - 1);
      assertThat(Math.signum(change)).as("change to %d", k).isEqualTo(k <= top ? 1 : -1);
    }
  }

  @Test
  void aPlateauReducesTheLearningRateOnceForEachPatience() {
    Schedule schedule = new WarmUp(Span.iterations(1), PLATEAU);
    double[] memory = new double[schedule.numberCount()];
    double[] losses = {-1, -0.5, -1.05, -1.2, -1.25, -1.31, -1.31, -1, 0, 0, 0, 0};
    double[] factors = {1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2, 0.2};

    assertThat(schedule.factor(5, HORIZON, memory)).isEqualTo(1);
    for (int i = 0; i < losses.length; i++) {
      schedule.evaluated(losses[i], memory);
      assertThat(schedule.factor(5, HORIZON, memory)).as("after %d", i).isEqualTo(factors[i]);
    }
  }
}
