package org.lockstep.optimization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.UserException;
import org.lockstep.optimization.optimizer.Adam;
import org.lockstep.optimization.optimizer.AdamW;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.optimization.optimizer.Optimizers;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.optimization.schedule.Annealing;
import org.lockstep.optimization.schedule.Constant;
import org.lockstep.optimization.schedule.Horizon;
import org.lockstep.optimization.schedule.ReduceOnPlateau;
import org.lockstep.optimization.schedule.Schedule;
import org.lockstep.optimization.schedule.Span;
import org.lockstep.optimization.schedule.StepDecay;
import org.lockstep.optimization.vector.Gradient;
import org.lockstep.optimization.vector.ParameterKind;
import org.lockstep.optimization.vector.ParameterRange;

class DescentTest {
  private static final Horizon HORIZON = new Horizon(10, 100);

  private static DescentSettings settings(
      Optimizer optimizer,
      Schedule schedule,
      Regularization penalty,
      Clipping clip,
      int... freeze) {
    List<Integer> layers = new ArrayList<>();
    for (int layer : freeze) {
      layers.add(layer);
    }
    return new DescentSettings(
        optimizer, LearningRate.constant(0.5).withSchedule(schedule), penalty, clip, layers);
  }

  private static Descent descent(DescentSettings settings) {
    return new Descent(settings, Layers.TWO, 32, HORIZON);
  }

  /** 0.5, -1, 1.5, -2, … */
  private static float[] theta() {
    float[] theta = new float[Layers.PARAMETERS];
    for (int i = 0; i < theta.length; i++) {
      theta[i] = (i % 2 == 0 ? 0.5f : -0.5f) * (i + 1);
    }
    return theta;
  }

  private static float[] filled(float value) {
    float[] vector = new float[Layers.PARAMETERS];
    Arrays.fill(vector, value);
    return vector;
  }

  private static boolean isBias(int i) {
    return i == 6 || i == 7 || i == 10;
  }

  @Test
  void penaltiesAreAddedToTheMeanOfTheGradientOfWeightsBeforeItIsClipped() {
    Regularization penalty = new Regularization(0.25, 0.5, OptionalDouble.empty());
    Clipping clip = new Clipping(OptionalDouble.of(1.5), OptionalDouble.empty());

    Gradient g =
        descent(settings(new Sgd(), new Constant(), penalty, clip))
            .regularized(theta(), new Gradient(3, filled(0.125f)), 0);

    double loss = 3;
    for (int i = 0; i < Layers.PARAMETERS; i++) {
      float w = theta()[i];
      float expected = 0.125f + (isBias(i) ? 0 : 0.25f * Math.signum(w) + 0.5f * w);
      assertThat(g.values()[i])
          .as("element %d", i)
          .isEqualTo(Math.min(Math.max(expected, -1.5f), 1.5f));
      loss += isBias(i) ? 0 : 0.25 * Math.abs(w) + 0.25 * w * w;
    }
    assertThat(g.loss()).isCloseTo(loss, within(1e-12));
    assertThat(g.values()).contains(1.5f, -1.5f);
  }

  @Test
  void theGlobalNormIsThatOfAllLayersAfterTheirValuesAreClipped() {
    Clipping clip = new Clipping(OptionalDouble.of(2), OptionalDouble.of(1));
    float[] g = {3, 0, 0, 0, 0, 0, -3, 0, 0, 0, 1};

    descent(settings(new Sgd(), new Constant(), Regularization.NONE, clip))
        .regularized(theta(), new Gradient(0, g), 0);

    assertThat(g)
        .usingComparatorWithPrecision(1e-7f)
        .containsExactly(2 / 3f, 0, 0, 0, 0, 0, -2 / 3f, 0, 0, 0, 1 / 3f);
  }

  @Test
  void aGradientShorterThanTheNormIsLeftAsItIs() {
    Clipping clip = new Clipping(OptionalDouble.empty(), OptionalDouble.of(100));

    Gradient g =
        descent(settings(new Sgd(), new Constant(), Regularization.NONE, clip))
            .regularized(theta(), new Gradient(0, filled(0.3f)), 0);

    assertThat(g.values()).containsExactly(filled(0.3f));
  }

  @Test
  void theMaxNormLimitsTheWeightsIntoEachUnit() {
    Regularization max = new Regularization(0, 0, OptionalDouble.of(2.5));
    float[] theta = {3, 0, 4, 1, 2, 1, 9, 9, -8, 0, 9};

    descent(settings(new Sgd(), new Constant(), max, Clipping.NONE))
        .step(theta, at -> new Gradient(0, filled(0)), 0);

    assertThat(theta).containsExactly(1.5f, 0, 2, 1, 2, 1, 9, 9, -2.5f, 0, 9);
  }

  @Test
  void theNormOfAUnitIsThatOfItsWeightsFromSparseInputsToo() {
    List<ParameterRange> ranges =
        List.of(
            new ParameterRange(1, ParameterKind.WEIGHTS, 0, 4, 2),
            new ParameterRange(1, ParameterKind.BIASES, 4, 6, 1),
            new ParameterRange(2, ParameterKind.WEIGHTS, 6, 8, 2),
            new ParameterRange(2, ParameterKind.BIASES, 8, 9, 1),
            new ParameterRange(1, ParameterKind.WEIGHTS, 9, 15, 1, true));
    DescentSettings bounded =
        settings(
            new Sgd(),
            new Constant(),
            new Regularization(0, 0, OptionalDouble.of(2.5)),
            Clipping.NONE);
    float[] w = {3, 0, -1, 1, 9, 9, 0, 5, 9};
    float[] v = {0, 1, -4, 1, 0, 0}; // of unit 1: 0, -4, 0; of unit 2: 1, 1, 0
    float[] theta = new float[15];
    System.arraycopy(w, 0, theta, 0, 9);
    System.arraycopy(v, 0, theta, 9, 6);

    new Descent(bounded, ranges, 1, new Horizon(1, 1))
        .step(theta, at -> new Gradient(0, new float[15]), 0);

    assertThat(theta).containsExactly(1.5f, 0, -1, 1, 9, 9, 0, 2.5f, 9, 0, 1, -2, 1, 0, 0);
  }

  static List<Optimizer> all() {
    return Optimizers.usual();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aFrozenLayerDoesNotChangeAndTheOtherDoes(Optimizer optimizer) {
    Regularization penalty = new Regularization(0.1, 0.1, OptionalDouble.empty());
    Descent descent = descent(settings(optimizer, new Constant(), penalty, Clipping.NONE, 1));
    float[] theta = theta();

    for (int k = 0; k < 5; k++) {
      descent.step(theta, at -> new Gradient(at[8], filled(1)), k);
    }

    for (int i = 0; i < theta.length; i++) {
      if (i < 8) {
        assertThat(theta[i]).isEqualTo(theta()[i]);
      } else {
        assertThat(theta[i]).isLessThan(theta()[i]);
      }
    }
  }

  @Test
  void aFrozenLayerDoesNotCountInTheNorm() {
    Clipping clip = new Clipping(OptionalDouble.empty(), OptionalDouble.of(1));

    Gradient g =
        descent(settings(new Sgd(), new Constant(), Regularization.NONE, clip, 1))
            .regularized(theta(), new Gradient(0, filled(0.5f)), 0);

    assertThat(g.values()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0.5f, 0.5f, 0.5f);
  }

  @ParameterizedTest
  @CsvSource({"3", "0", "-1"})
  void aNonexistentLayerCannotBeFrozen(int layer) {
    assertThatThrownBy(
            () ->
                descent(
                    settings(new Sgd(), new Constant(), Regularization.NONE, Clipping.NONE, layer)))
        .hasMessageContaining("freeze");
  }

  @Test
  void atLeastOneLayerMustNotBeFrozen() {
    assertThatThrownBy(
            () ->
                descent(
                    settings(new Sgd(), new Constant(), Regularization.NONE, Clipping.NONE, 2, 1)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("training.freeze is [1, 2]; the layers are 1 to 2");
  }

  @Test
  void theLearningRateGrowsInProportionToTheBatch() {
    DescentSettings settings =
        new DescentSettings(
            new Sgd(),
            new LearningRate(0.5, OptionalInt.of(8), new StepDecay(Span.iterations(1), 0.5)),
            Regularization.NONE,
            Clipping.NONE,
            List.of());
    Descent descent = new Descent(settings, Layers.TWO, 32, HORIZON);
    float[] theta = filled(0);

    descent.step(theta, at -> new Gradient(0, filled(1)), 0);
    assertThat(theta).containsExactly(filled(-2));

    descent.step(theta, at -> new Gradient(0, filled(1)), 1);
    assertThat(theta).containsExactly(filled(-3));
  }

  @Test
  void theScheduleGetsTheValidationLossesAndItsStateIsSaved() {
    DescentSettings settings =
        settings(new Sgd(), new ReduceOnPlateau(0.5, 1, 0, 0), Regularization.NONE, Clipping.NONE);
    Descent before = descent(settings);
    before.evaluated(1);
    before.evaluated(1);
    Descent after = new Descent(settings, Layers.TWO, 32, HORIZON, before.state());
    float[] theta = filled(0);

    after.step(theta, at -> new Gradient(0, filled(1)), 0);

    assertThat(theta).containsExactly(filled(-0.25f));
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, 1, 'the loss is NaN'",
    "1, NaN, 'the loss is 1.0, the gradient is not finite in layer 2'",
    "Infinity, -Infinity, 'the loss is Infinity, the gradient is not finite in layer 2'"
  })
  void aNonFiniteLossOrGradientStopsTheRunBeforeTheStep(
      double loss, float element, String message) {
    Descent descent = descent(DescentSettings.of(new Adam(), 0.5));
    float[] theta = theta();
    float[] g = filled(1);
    g[9] = element;

    assertThatThrownBy(() -> descent.step(theta, at -> new Gradient(loss, g), 41))
        .isInstanceOf(DivergenceException.class)
        .hasMessage(
            "training diverged at iteration 42: %s (training.optimizer.learning-rate = 0.5); choose"
                + " a lower learning rate, set training.clip.global-norm = 1, or scale the"
                + " features",
            message);
    assertThat(theta).containsExactly(theta());
    assertThat(descent.state().optimizer().vectors()[0]).containsOnly(0);
  }

  @Test
  void weightsThatAreNotFiniteAreNeitherValidatedNorWritten() {
    Descent descent = descent(DescentSettings.of(new Sgd(), 0.5));
    float[] theta = theta();
    descent.requireFinite(theta, 0);
    theta[2] = Float.POSITIVE_INFINITY;
    theta[10] = Float.NaN;

    assertThatThrownBy(() -> descent.requireFinite(theta, 41))
        .isInstanceOf(DivergenceException.class)
        .hasMessageContaining("at iteration 42: the weights are not finite in layer 1, 2");
  }

  @Test
  void eachKindOfParameterHasItsLearningRate() {
    LearningRateFactors factors =
        new LearningRateFactors(Map.of(ParameterKind.WEIGHTS, 0.5, ParameterKind.BIASES, 4.0));
    DescentSettings settings = DescentSettings.of(new Sgd(), 1);
    float[] theta = filled(0);

    descent(settings.withLearningRate(settings.learningRate().withFactors(factors)))
        .step(theta, at -> new Gradient(0, filled(1)), 0);

    for (int i = 0; i < theta.length; i++) {
      assertThat(theta[i]).isEqualTo(isBias(i) ? -4f : -0.5f);
    }
  }

  @Test
  void penaltiesFollowTheirSchedule() {
    Regularization penalty =
        new Regularization(0.5, 0.25, OptionalDouble.empty(), Annealing.FLAT_COSINE);
    Descent descent = descent(DescentSettings.of(new Sgd(), 1).withRegularization(penalty));
    Gradient whole = descent.regularized(theta(), new Gradient(0, filled(0)), 50);
    Gradient half = descent.regularized(theta(), new Gradient(0, filled(0)), 75);
    Gradient none = descent.regularized(theta(), new Gradient(0, filled(0)), 100);

    assertThat(whole.loss()).isGreaterThan(1);
    assertThat(half.loss()).isCloseTo(whole.loss() / 2, within(1e-6));
    assertThat(none.loss()).isZero();
    for (int i = 0; i < theta().length; i++) {
      assertThat(half.values()[i]).isCloseTo(whole.values()[i] / 2, within(1e-6f));
    }
    assertThat(none.values()).containsOnly(0);
  }

  @Test
  void adamWDecaysByItsSchedule() {
    DescentSettings settings = DescentSettings.of(new AdamW(0.9, 0.99, 1e-8, 0.5), 0.5);
    Regularization falling =
        new Regularization(0, 0, OptionalDouble.empty(), Annealing.FLAT_COSINE);
    float[] theta = theta();

    descent(settings.withRegularization(falling)).step(theta, at -> new Gradient(0, filled(0)), 75);

    for (int i = 0; i < theta.length; i++) {
      assertThat(theta[i]).isCloseTo(theta()[i] * (isBias(i) ? 1 : 0.875f), within(1e-6f));
    }
  }
}
