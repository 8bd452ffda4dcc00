package org.lockstep.jobs.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.OutOfBoundsException;

class HalvingTest {
  @Test
  void rungsAreGrowingNumbersOfEpochsBelowTheTotal() {
    assertThat(new Halving(1, 3).pauses(27)).containsExactly(1, 3, 9);
    assertThat(new Halving(1, 3).pauses(28)).containsExactly(1, 3, 9, 27);
    assertThat(new Halving(5, 2).pauses(30)).containsExactly(5, 10, 20);
    assertThat(new Halving(5, 2).pauses(5)).isEmpty();
    assertThat(new Halving(1 << 30, 8).pauses(Integer.MAX_VALUE)).containsExactly(1 << 30);
  }

  @ParameterizedTest
  @CsvSource({"27, 9", "9, 3", "8, 2", "3, 1", "2, 1", "1, 1"})
  void oneTrialInThreeIsPromotedAndAtLeastOne(int trials, int survivors) {
    assertThat(new Halving(1, 3).survivors(trials)).isEqualTo(survivors);
  }

  @Test
  void minEpochsBelowOneAndFactorsBelowTwoAreRefused() {
    assertThatThrownBy(() -> new Halving(0, 3))
        .isInstanceOf(OutOfBoundsException.class)
        .hasMessage("min-epochs is 0; it must be 1 or more");
    assertThatThrownBy(() -> new Halving(1, 1))
        .isInstanceOf(OutOfBoundsException.class)
        .hasMessage("factor is 1; it must be 2 or more");
  }
}
