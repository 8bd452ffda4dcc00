package org.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Compares the float loops with the definition in double precision of each constant. */
class ActivationTest {
  private static final float[] MAGNITUDES = {
    0f,
    Float.MIN_VALUE,
    1e-40f,
    Float.MIN_NORMAL,
    1e-20f,
    1e-8f,
    1e-4f,
    0.1f,
    0.5f,
    1f,
    1.7f,
    3f,
    8f,
    16.6f,
    17f,
    30f,
    87f,
    89f,
    103f,
    104f,
    745f,
    1000f,
    1e10f,
    1e30f,
    Float.MAX_VALUE
  };

  /** Each magnitude with both signs, -0.0 among them. */
  private static float[] grid() {
    float[] grid = new float[2 * MAGNITUDES.length];
    for (int i = 0; i < MAGNITUDES.length; i++) {
      grid[2 * i] = MAGNITUDES[i];
      grid[2 * i + 1] = -MAGNITUDES[i];
    }
    return grid;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "SOFTMAX")
  void theFloatValueIsTheExactValueRoundedOnce(Activation activation) {
    float[] z = grid();
    float[] a = new float[z.length];
    double[] expected = new double[z.length];

    activation.apply(z, a, z.length / 2, 2);

    activation.apply(doubles(z), expected);
    for (int i = 0; i < z.length; i++) {
      assertThat(a[i]).as("%s of %s", activation, z[i]).isEqualTo((float) expected[i]).isNotNaN();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "SOFTMAX")
  void theFloatDerivativeIsTheExactDerivativeRoundedOnce(Activation activation) {
    float[] z = grid();
    float[] a = new float[z.length];
    activation.apply(z, a, z.length / 2, 2);
    for (float da : new float[] {1f, -0.7f, 3e5f, -1e-30f, 0f}) {
      float[] dz = new float[z.length];
      Arrays.fill(dz, da);
      double[] expected = doubles(dz);

      activation.timesDerivative(dz, z, a, z.length / 2, 2);

      activation.timesDerivative(expected, doubles(z), doubles(a));
      for (int i = 0; i < z.length; i++) {
        boolean same = dz[i] == (float) expected[i]; // whatever the sign of a 0
        assertThat(same || Double.isNaN(expected[i]) && Float.isNaN(dz[i]))
            .as("%s times the derivative of %s at %s is %s", da, activation, z[i], dz[i])
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "IDENTITY, -3.5, -3.5",
    "SIGMOID, 0, 0.5",
    "SIGMOID, 1.0986123, 0.75",
    "TANH, 0.5493061, 0.5",
    "TANH, -0.5493061, -0.5",
    "RELU, 2, 2",
    "RELU, -2, 0",
    "LEAKY_RELU, 2, 2",
    "LEAKY_RELU, -2, -0.02",
    "ELU, 2, 2",
    "ELU, -1, -0.63212056",
    "SELU, 1, 1.05070098",
    "SELU, -1, -1.11133073",
    "GELU, 1, 0.84134475",
    "GELU, -1, -0.15865525",
    "GELU, -9, -1e-18",
    "GELU_TANH, 1, 0.841192",
    "GELU_TANH, -1, -0.158808",
    "SWISH, 1, 0.73105858",
    "SWISH, -1, -0.26894142",
    "MISH, 1, 0.86509839",
    "MISH, -1, -0.30340147",
    "MISH, 3, 2.98653500",
    "MISH, -20, -4.1223072e-8",
    "SOFTPLUS, 0, 0.69314718",
    "SOFTPLUS, -1, 0.31326169",
    "SOFTPLUS, 1000, 1000",
    "HARD_SIGMOID, 1.5, 0.75",
    "HARD_SIGMOID, -4, 0",
    "HARD_SIGMOID, 4, 1",
    "EXPONENTIAL, 1, 2.7182817",
  })
  void valuesAtSelectedPointsAreHandComputed(Activation activation, float z, float expected) {
    float[] a = new float[1];

    activation.apply(new float[] {z}, a, 1, 1);

    assertThat(a[0]).isCloseTo(expected, within(3e-7f));
  }

  @Test
  void softmaxIsComputedForEachExampleByItself() {
    float[] z = {1, 2, 3, -1000, 0, 1000, 5, 5, 5, 1e-40f, -0f, Float.MIN_VALUE, 80, 79.5f, -3};
    float[] a = new float[z.length];
    float[] dz = {0.3f, -1, 2, 1, 1, 1, 0, -0f, 1e-3f, 1, -1, 0.5f, 7, -7, 0};
    float[] da = dz.clone();

    Activation.SOFTMAX.apply(z, a, 3, z.length / 3);
    Activation.SOFTMAX.timesDerivative(dz, z, a, 3, z.length / 3);

    for (int from = 0; from < z.length; from += 3) {
      double[] column = {z[from], z[from + 1], z[from + 2]};
      double[] expected = new double[3];
      double[] error = {da[from], da[from + 1], da[from + 2]};
      Activation.SOFTMAX.apply(column, expected);
      Activation.SOFTMAX.timesDerivative(error, column, expected);
      for (int i = 0; i < 3; i++) {
        assertThat((double) a[from + i]).isCloseTo(expected[i], within(1.2e-7));
        assertThat((double) dz[from + i]).isCloseTo(error[i], within(2e-6));
      }
    }
  }

  @Test
  void softmaxSumsToOneAndStaysFiniteAtLogitsOfThousands() {
    float[] z = {9000, 8999, -9000, Float.MAX_VALUE, -Float.MAX_VALUE, 0, -7000, -7001, -7002};
    float[] a = new float[z.length];

    Activation.SOFTMAX.apply(z, a, 3, 3);

    for (int from = 0; from < z.length; from += 3) {
      assertThat(a[from] + a[from + 1] + a[from + 2]).isCloseTo(1f, within(2e-7f));
    }
    assertThat(a[0]).isCloseTo(0.7310586f, within(1e-7f)); // 1 / (1 + 1/e)
    assertThat(a[6]).isCloseTo(0.66524096f, within(1e-7f)); // 1 / (1 + 1/e + 1/e²)
  }

  @ParameterizedTest
  @EnumSource
  void elementsBeyondTheBatchAreNotChanged(Activation activation) {
    float[] a = {7, 7, 7, 7};
    float[] dz = {1, 1, 9, 9};

    activation.apply(new float[] {1, -1, 3, 4}, a, 2, 1);
    activation.timesDerivative(dz, new float[] {1, -1, 3, 4}, a, 2, 1);

    assertThat(a[0]).isNotEqualTo(7);
    assertThat(a).endsWith(7, 7);
    assertThat(dz).endsWith(9, 9);
  }

  @Test
  void settingsNamesAreInKebabCase() {
    assertThat(Activation.LEAKY_RELU.settingsName()).isEqualTo("leaky-relu");
  }
}
