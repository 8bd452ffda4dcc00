package org.lockstep.network.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final int COUNT = 20_000;

  @Test
  void sineAndCosineOfTurnsAreThoseOfStrictMath() {
    float[] t = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      t[i] = (i - COUNT / 2) * 0x1.3p-8f;
    }
    float[] sin = new float[COUNT];
    float[] cos = new float[COUNT];

    Turns.sinCos(t, sin, cos, COUNT);

    for (int i = 0; i < COUNT; i++) {
      double angle = 2 * Math.PI * (t[i] - Math.rint(t[i]));
      assertThat((double) sin[i])
          .as("sin of %s", t[i])
          .isCloseTo(StrictMath.sin(angle), within(2e-7));
      assertThat((double) cos[i])
          .as("cos of %s", t[i])
          .isCloseTo(StrictMath.cos(angle), within(2e-7));
    }
  }

  /** The same on every processor, compiled or not: a change of these bits changes models. */
  @Test
  void theBitsAreThoseThatNumPyComputesBySingleOperations() {
    float[] t = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      t[i] = (i - COUNT / 2) * 0x1.3p-8f;
    }
    float[] sin = new float[COUNT];
    float[] cos = new float[COUNT];
    int bits = 0;

    Turns.sinCos(t, sin, cos, COUNT);

    for (int i = 0; i < COUNT; i++) {
      bits = 31 * (31 * bits + Float.floatToIntBits(sin[i])) + Float.floatToIntBits(cos[i]);
    }
    assertThat(bits).isEqualTo(-196278101);
  }

  @Test
  void anAngleThatIsNoNumberGivesNone() {
    float[] t = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f};
    float[] sin = new float[4];
    float[] cos = new float[4];

    Turns.sinCos(t, sin, cos, 4);

    for (int i = 0; i < 3; i++) {
      assertThat(sin[i]).isNaN();
      assertThat(cos[i]).isNaN();
    }
    assertThat(Math.abs(sin[3])).isLessThanOrEqualTo(1);
  }
}
