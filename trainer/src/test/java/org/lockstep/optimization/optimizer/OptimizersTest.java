package org.lockstep.optimization.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.OutOfBoundsException;
import org.lockstep.optimization.Layers;
import org.lockstep.optimization.vector.Gradient;
import org.lockstep.optimization.vector.ParameterGroup;
import org.lockstep.optimization.vector.ParameterKind;
import org.lockstep.optimization.vector.ParameterRange;

/**
 * Properties of the optimizers that {@code ParityTest} cannot check: PyTorch has no LAMB, for one.
 */
class OptimizersTest {
  private static final int STEPS = 12;
  private static final double ETA = 0.05;

  static List<FirstOrder> firstOrder() {
    return Optimizers.usual().stream()
        .filter(FirstOrder.class::isInstance)
        .map(FirstOrder.class::cast)
        .toList();
  }

  /** Gradients of many sizes; those of the first step are the largest. */
  private static float gradient(int t, int i) {
    return (float) (Math.sin(1 + 0.7 * t + 1.3 * i) * Math.pow(10, -(i % 4)) * (t == 1 ? 4 : 1));
  }

  private static float[] gradient(int t) {
    float[] g = new float[Layers.PARAMETERS];
    for (int i = 0; i < g.length; i++) {
      g[i] = gradient(t, i);
    }
    return g;
  }

  private static float[] initial() {
    float[] theta = new float[Layers.PARAMETERS];
    for (int i = 0; i < theta.length; i++) {
      theta[i] = 0.3f - 0.1f * i;
    }
    return theta;
  }

  private static void run(
      FirstOrder optimizer, float[] theta, OptimizerState state, int from, int to) {
    for (int t = from; t <= to; t++) {
      float[] g = gradient(t);
      optimizer.step(theta, at -> new Gradient(0, g), state, step(t, Layers.TWO, 1));
    }
  }

  private static StepContext step(int t, List<ParameterRange> ranges, double decay) {
    return new StepContext(t, ETA, decay, ParameterGroup.of(ranges, range -> 1));
  }

  @ParameterizedTest
  @MethodSource("firstOrder")
  void aSavedStateContinuesWithTheSameBits(FirstOrder optimizer) {
    float[] whole = initial();
    run(optimizer, whole, new OptimizerState(optimizer, whole.length), 1, STEPS);

    float[] halves = initial();
    OptimizerState before = new OptimizerState(optimizer, halves.length);
    run(optimizer, halves, before, 1, STEPS / 2);
    OptimizerState saved =
        new OptimizerState(
            Arrays.stream(before.vectors()).map(float[]::clone).toArray(float[][]::new),
            before.numbers().clone());
    run(optimizer, halves, before, STEPS / 2 + 1, STEPS); // must not reach into what was saved
    halves = initial();
    run(optimizer, halves, new OptimizerState(optimizer, halves.length), 1, STEPS / 2);
    run(optimizer, halves, saved, STEPS / 2 + 1, STEPS);

    assertThat(halves).containsExactly(whole).isNotEqualTo(initial());
  }

  @ParameterizedTest
  @MethodSource("firstOrder")
  void aParameterWithZeroGradientDoesNotChange(FirstOrder optimizer) {
    float[] theta = initial();
    OptimizerState state = new OptimizerState(optimizer, theta.length);

    // no weights, so that nothing decays
    List<ParameterRange> biases =
        List.of(new ParameterRange(1, ParameterKind.BIASES, 0, theta.length, 1));
    for (int t = 1; t <= 3; t++) {
      Gradient zero = new Gradient(0, new float[theta.length]);
      optimizer.step(theta, at -> zero, state, step(t, biases, 1));
    }

    assertThat(theta).containsExactly(initial());
  }

  @ParameterizedTest
  @MethodSource("firstOrder")
  void aStepMovesAgainstTheGradient(FirstOrder optimizer) {
    float[] theta = initial();

    run(optimizer, theta, new OptimizerState(optimizer, theta.length), 1, 1);

    for (int i = 6; i < 8; i++) { // biases, which no weight decay moves
      assertThat(Math.signum(theta[i] - initial()[i])).isEqualTo(-Math.signum(gradient(1, i)));
    }
  }

  @Test
  void amsGradDividesByTheLargestMeanSquareSoFar() {
    AmsGrad amsGrad = new AmsGrad(0.9, 0.5, 1e-8); // a short memory, so that v falls below u
    float[] theta = initial();
    run(amsGrad, theta, new OptimizerState(amsGrad, theta.length), 1, STEPS);

    int falls = 0;
    for (int i = 0; i < theta.length; i++) {
      double m = 0;
      double v = 0;
      double u = 0;
      double expected = initial()[i];
      for (int t = 1; t <= STEPS; t++) {
        double g = gradient(t, i);
        m = 0.9 * m + 0.1 * g;
        v = 0.5 * v + 0.5 * g * g;
        falls += v < u ? 1 : 0;
        u = Math.max(u, v);
        double root = Math.sqrt(u / (1 - Math.pow(0.5, t)));
        expected -= ETA * (m / (1 - Math.pow(0.9, t))) / (root + 1e-8);
      }
      assertThat((double) theta[i]).isCloseTo(expected, within(1e-6));
    }
    assertThat(falls).as("steps at which Adam would divide by less").isGreaterThan(STEPS);
  }

  @Test
  void lambMovesEachLayersWeightsInProportionToTheirNorm() {
    Lamb lamb = new Lamb(0.9, 0.99, 1e-6, 0.1);
    float[] theta = initial();
    Arrays.fill(theta, 8, 10, 0f); // weights whose norm is 0: no proportion
    run(lamb, theta, new OptimizerState(lamb, theta.length), 1, 1);
    double[] first = new double[Layers.PARAMETERS];
    double[] r = new double[Layers.PARAMETERS];
    for (int i = 0; i < r.length; i++) {
      first[i] = i == 8 || i == 9 ? 0 : initial()[i];
      double g = gradient(1, i);
      r[i] = g / (Math.abs(g) + 1e-6); // m̂ = g, v̂ = g²
    }
    double w = 0;
    double u = 0;
    for (int i = 0; i < 6; i++) {
      r[i] += 0.1 * first[i];
      w += first[i] * first[i];
      u += r[i] * r[i];
    }
    for (int i = 0; i < r.length; i++) {
      double trust = i < 6 ? Math.sqrt(w / u) : 1;
      assertThat((double) theta[i])
          .as("parameter %d", i)
          .isCloseTo(first[i] - ETA * trust * r[i], within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("firstOrder")
  void aGroupMovesByItsOwnLearningRateAndTheOthersAsBefore(FirstOrder optimizer) {
    float[] one = initial();
    run(optimizer, one, new OptimizerState(optimizer, one.length), 1, 1);
    float[] theta = initial();
    StepContext step =
        new StepContext(1, ETA, 1, ParameterGroup.of(Layers.TWO, r -> r.layer() == 1 ? 1 : 0.25));
    assertThat(step.groups()).hasSize(2);

    optimizer.step(
        theta, at -> new Gradient(0, gradient(1)), new OptimizerState(optimizer, 11), step);

    for (int i = 0; i < theta.length; i++) {
      float whole = one[i] - initial()[i];
      assertThat(theta[i])
          .as("parameter %d", i)
          .isCloseTo(initial()[i] + (i < 8 ? 1 : 0.25f) * whole, within(1e-7f));
    }
    assertThat(Arrays.copyOf(theta, 8)).containsExactly(Arrays.copyOf(one, 8));
  }

  @ParameterizedTest
  @MethodSource("decaying")
  void weightDecayIsMultipliedByItsSchedule(FirstOrder half, FirstOrder none, FirstOrder whole) {
    for (double decay : new double[] {0.5, 0}) {
      float[] scheduled = initial();
      whole.step(
          scheduled,
          at -> new Gradient(0, gradient(1)),
          new OptimizerState(whole, 11),
          step(1, Layers.TWO, decay));
      float[] expected = initial();
      FirstOrder same = decay == 0 ? none : half;
      run(same, expected, new OptimizerState(same, 11), 1, 1);

      assertThat(scheduled).containsExactly(expected);
    }
  }

  static List<Arguments> decaying() {
    return List.of(
        Arguments.of(
            new AdamW(0.9, 0.99, 1e-8, 0.1),
            new AdamW(0.9, 0.99, 1e-8, 0),
            new AdamW(0.9, 0.99, 1e-8, 0.2)),
        Arguments.of(
            new Lamb(0.9, 0.99, 1e-6, 0.1),
            new Lamb(0.9, 0.99, 1e-6, 0),
            new Lamb(0.9, 0.99, 1e-6, 0.2)));
  }

  @Test
  void lambHasTheMomentsOfAdam() {
    // biases are neither scaled nor decay, so they take Adam's steps
    float[] lamb = initial();
    float[] adam = initial();
    run(new Lamb(0.9, 0.99, 1e-6, 0.1), lamb, new OptimizerState(new Lamb(), 11), 1, STEPS);
    run(new Adam(0.9, 0.99, 1e-6), adam, new OptimizerState(new Adam(), 11), 1, STEPS);

    for (int i : new int[] {6, 7, 10}) {
      assertThat(lamb[i]).isCloseTo(adam[i], within(1e-6f)).isNotEqualTo(initial()[i]);
    }
  }

  @Test
  void weightsDecayAndBiasesDoNot() {
    float[] adamW = initial();
    float[] adam = initial();
    run(new AdamW(0.9, 0.999, 1e-8, 0.5), adamW, new OptimizerState(new AdamW(), 11), 1, 1);
    run(new Adam(), adam, new OptimizerState(new Adam(), 11), 1, 1);

    for (int i = 0; i < adam.length; i++) {
      boolean bias = i == 6 || i == 7 || i == 10;
      float expected = adam[i] - (bias ? 0 : (float) (ETA * 0.5) * initial()[i]);
      assertThat(adamW[i]).as("parameter %d", i).isCloseTo(expected, within(1e-7f));
    }
  }

  static List<Arguments> mistakes() {
    return List.of(
        mistake(() -> new Momentum(1), "momentum is 1.0; it must be at least 0 and less than 1"),
        mistake(() -> new Nesterov(-0.1), "momentum is -0.1; it must be at least 0 and less"),
        mistake(() -> new Adam(Double.NaN, 0.9, 1e-8), "beta1 is NaN"),
        mistake(() -> new Adam(0.9, 1, 1e-8), "beta2 is 1.0"),
        mistake(() -> new Adam(0.9, 0.9, 0), "epsilon is 0.0; it must be a number of at least"),
        mistake(() -> new AdaGrad(1e-50), "epsilon is 1.0E-50; it must be"),
        mistake(() -> new RmsProp(1.5, 1e-8), "rho is 1.5"),
        mistake(
            () -> new AdamW(0.9, 0.9, 1e-8, -1), "weight-decay is -1.0; it must be a number, 0"),
        mistake(() -> new Nadam(0.9, 0.9, 1e-8, Double.POSITIVE_INFINITY), "momentum-decay is Inf"),
        mistake(() -> new Lbfgs(0, 20), "history is 0; it must be a whole number, 1 or more"),
        mistake(() -> new Lbfgs(10, 0), "evaluations is 0; it must be a whole number, 1 or more"));
  }

  private static Arguments mistake(Supplier<Optimizer> settings, String message) {
    return Arguments.of(settings, message);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void everySettingIsChecked(Supplier<Optimizer> settings, String message) {
    assertThatThrownBy(settings::get)
        .isInstanceOf(OutOfBoundsException.class)
        .hasMessageStartingWith(message);
  }
}
