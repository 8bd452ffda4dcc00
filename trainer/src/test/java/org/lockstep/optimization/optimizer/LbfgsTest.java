package org.lockstep.optimization.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.optimization.vector.Gradient;
import org.lockstep.optimization.vector.Objective;

class LbfgsTest {
  /** The valley of Rosenbrock (Computer Journal 3, 1960); its lowest point is (1, 1). */
  private static Gradient rosenbrock(float[] theta) {
    double x = theta[0];
    double y = theta[1];
    double dx = -2 * (1 - x) - 400 * x * (y - x * x);
    double dy = 200 * (y - x * x);
    double loss = (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x);
    return new Gradient(loss, new float[] {(float) dx, (float) dy});
  }

  /** Counts the gradients. */
  private static final class Counted implements Objective {
    private final Objective objective;
    private int count;

    Counted(Objective objective) {
      this.objective = objective;
    }

    @Override
    public Gradient at(float[] theta) {
      count++;
      return objective.at(theta);
    }
  }

  private static StepContext step(int t) {
    return new StepContext(t, 1, 1, List.of());
  }

  @Test
  void findsTheMinimumOfRosenbrocksFunction() {
    Lbfgs lbfgs = new Lbfgs();
    float[] theta = {-1.2f, 1};
    OptimizerState state = new OptimizerState(lbfgs, 2);
    Counted objective = new Counted(LbfgsTest::rosenbrock);

    double last = Double.POSITIVE_INFINITY;
    for (int t = 1; t <= 45; t++) {
      double loss = lbfgs.step(theta, objective, state, step(t));
      assertThat(loss).as("loss before step %d", t).isLessThanOrEqualTo(last);
      last = loss;
    }

    assertThat(theta[0]).isCloseTo(1, within(1e-3f));
    assertThat(theta[1]).isCloseTo(1, within(2e-3f));
    assertThat(objective.count).as("gradients").isLessThan(100);
  }

  /**
   * Losses after each step of SciPy 1.17.1's {@code minimize(f, [1, -1, 1, -1], jac=True,
   * method="L-BFGS-B", options={"maxcor": history})}, whose line search is Moré and Thuente's: on a
   * quadratic, both take the same steps.
   */
  static List<Arguments> scipy() {
    return List.of(
        Arguments.of(
            1,
            new double[] {
              10.055, 5.4218, 2.2451, 1.7228, 1.4044, 1.2331, 0.9522, 0.69654, 0.32939, 0.24545
            }),
        Arguments.of(
            2,
            new double[] {
              10.055, 5.4218, 1.7127, 1.3401, 0.82409, 0.23058, 0.21462, 0.20645, 0.13254, 0.066376
            }),
        Arguments.of(
            5,
            new double[] {
              10.055,
              5.4218,
              1.7127,
              1.3163,
              0.52568,
              0.24962,
              0.18385,
              0.16279,
              0.13879,
              0.076432,
              0.023948,
              0.001965,
              0.00063282,
              0.0001282
            }));
  }

  @ParameterizedTest(name = "history {0}")
  @MethodSource("scipy")
  void takesTheStepsOfScipyOnAQuadratic(int history, double[] losses) {
    float[] curvature = {1, 4, 30, 100};
    Objective quadratic =
        theta -> {
          double loss = 0;
          float[] g = new float[4];
          for (int i = 0; i < 4; i++) {
            loss += 0.5 * curvature[i] * theta[i] * theta[i];
            g[i] = curvature[i] * theta[i];
          }
          return new Gradient(loss, g);
        };
    Lbfgs lbfgs = new Lbfgs(history, 20);
    float[] theta = {1, -1, 1, -1};
    OptimizerState state = new OptimizerState(lbfgs, 4);

    lbfgs.step(theta, quadratic, state, step(1));
    for (int t = 2; t <= losses.length + 1; t++) {
      double loss = lbfgs.step(theta, quadratic, state, step(t));
      double expected = losses[t - 2];
      assertThat(loss).as("loss after step %d", t - 1).isCloseTo(expected, within(1e-3 * expected));
    }
  }

  @Test
  void aSavedStateContinuesWithTheSameBits() {
    Lbfgs lbfgs = new Lbfgs(3, 20);
    float[] whole = {-1.2f, 1};
    OptimizerState state = new OptimizerState(lbfgs, 2);
    float[] resumed = new float[2];
    OptimizerState saved = new OptimizerState(lbfgs, 2);
    for (int t = 1; t <= 20; t++) {
      if (t == 11) {
        resumed = whole.clone();
        saved =
            new OptimizerState(
                Arrays.stream(state.vectors()).map(float[]::clone).toArray(float[][]::new),
                state.numbers().clone());
      }
      lbfgs.step(whole, LbfgsTest::rosenbrock, state, step(t));
    }

    for (int t = 11; t <= 20; t++) {
      lbfgs.step(resumed, LbfgsTest::rosenbrock, saved, step(t));
    }

    assertThat(resumed).containsExactly(whole);
  }

  @Test
  void aStepMakesAtMostTheAllowedNumberOfEvaluations() {
    Lbfgs lbfgs = new Lbfgs(5, 3);
    float[] theta = {-1.2f, 1};
    OptimizerState state = new OptimizerState(lbfgs, 2);
    Counted objective = new Counted(LbfgsTest::rosenbrock);

    for (int t = 1; t <= 20; t++) {
      int before = objective.count;
      lbfgs.step(theta, objective, state, step(t));
      // and the first gradient of all, or a point that is evaluated again
      assertThat(objective.count - before).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void atTheMinimumItStaysAndMakesNoFurtherEvaluations() {
    Lbfgs lbfgs = new Lbfgs();
    float[] theta = {1, 1};
    OptimizerState state = new OptimizerState(lbfgs, 2);
    Counted objective = new Counted(LbfgsTest::rosenbrock);

    for (int t = 1; t <= 5; t++) {
      assertThat(lbfgs.step(theta, objective, state, step(t))).isZero();
    }

    assertThat(theta).containsExactly(1, 1);
    assertThat(objective.count).isEqualTo(1);
  }

  @Test
  void aPointWithANonFiniteLossIsBackedOffFrom() {
    Objective steep =
        theta -> {
          double x = theta[0];
          boolean beyond = x < 0;
          return new Gradient(
              beyond ? Double.NaN : x - Math.log(x),
              new float[] {beyond ? Float.NaN : (float) (1 - 1 / x)});
        };
    Lbfgs lbfgs = new Lbfgs();
    float[] theta = {0.02f};
    OptimizerState state = new OptimizerState(lbfgs, 1);

    for (int t = 1; t <= 15; t++) {
      lbfgs.step(theta, steep, state, new StepContext(t, 100, 1, List.of()));
    }

    assertThat(theta[0]).isCloseTo(1, within(1e-3f));
  }
}
