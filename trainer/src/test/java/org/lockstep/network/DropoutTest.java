package org.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.lockstep.network.CounterRandom.Purpose;

class DropoutTest {
  private static float[] mask(double p, long seed, int epoch, int lane, int example, int layer) {
    float[] mask = new float[1001];
    CounterRandom visit = CounterRandom.of(seed, Purpose.DROPOUT, epoch, lane, example);
    new Dropout(p).mask(visit, layer, mask, 0, mask.length);
    return mask;
  }

  @Test
  void theRateOfUnitsIsDroppedAndTheOthersAreScaledUp() {
    for (double p : new double[] {0.1, 0.5, 0.9}) {
      int dropped = 0;
      for (int example = 0; example < 200; example++) {
        for (float m : mask(p, 1, 0, 0, example, 0)) {
          assertThat((double) m)
              .isIn(0.0, (double) (float) (1 / (1 - Math.rint(p * 65536) / 65536)));
          dropped += m == 0 ? 1 : 0;
        }
      }
      assertThat(dropped / 200_200.0).isCloseTo(p, within(0.004));
    }
  }

  @Test
  void everyPartOfTheKeyChangesTheMask() {
    float[] mask = mask(0.5, 1, 2, 3, 4, 5);

    assertThat(mask(0.5, 1, 2, 3, 4, 5)).isEqualTo(mask);
    assertThat(mask(0.5, 2, 2, 3, 4, 5)).isNotEqualTo(mask);
    assertThat(mask(0.5, 1, 1, 3, 4, 5)).isNotEqualTo(mask);
    assertThat(mask(0.5, 1, 2, 2, 4, 5)).isNotEqualTo(mask);
    assertThat(mask(0.5, 1, 2, 3, 3, 5)).isNotEqualTo(mask);
    assertThat(mask(0.5, 1, 2, 3, 4, 4)).isNotEqualTo(mask);
  }

  @Test
  void unitsOfOneDrawAreIndependent() {
    int[] together = new int[16];
    for (int example = 0; example < 400; example++) {
      float[] mask = mask(0.5, 1, 0, 0, example, 0);
      for (int i = 0; i < 1000; i += 4) {
        int pattern = 0;
        for (int k = 0; k < 4; k++) {
          pattern = 2 * pattern + (mask[i + k] == 0 ? 0 : 1);
        }
        together[pattern]++;
      }
    }
    for (int count : together) {
      assertThat(count).isCloseTo(100_000 / 16, within(390)); // five standard deviations
    }
  }
}
