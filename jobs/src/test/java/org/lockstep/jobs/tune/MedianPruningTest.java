package org.lockstep.jobs.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MedianPruningTest {
  private static final double NONE = Double.NEGATIVE_INFINITY;

  /** Five trials of three epochs; their median after the second is 3. */
  private static final List<List<Double>> EARLIER =
      List.of(
          List.of(1., 1., 9.),
          List.of(1., 2., 9.),
          List.of(1., 3., 9.),
          List.of(1., 4., 9.),
          List.of(1., 5., 9.));

  private final MedianPruning rule = new MedianPruning(2);

  @Test
  void aTrialWorseThanTheMedianEnds() {
    assertThat(rule.ends(List.of(0., 2.9), EARLIER)).isTrue();
    assertThat(rule.ends(List.of(0., NONE), EARLIER)).isTrue();
    assertThat(rule.ends(List.of(0., 3.), EARLIER)).isFalse();
    assertThat(rule.ends(List.of(0., 3.1), EARLIER)).isFalse();
  }

  @Test
  void itsBestEpochCounts() {
    assertThat(rule.ends(List.of(3.1, 0.), EARLIER)).isFalse();
  }

  @Test
  void noTrialEndsInTheFirstEpochsOrBeforeThereAreFiveOthers() {
    assertThat(rule.ends(List.of(0.), EARLIER)).isFalse();
    assertThat(rule.ends(List.of(), EARLIER)).isFalse();
    assertThat(rule.ends(List.of(0., 0.), EARLIER.subList(1, 5))).isFalse();
    List<List<Double>> withAShortOne = new ArrayList<>(EARLIER.subList(1, 5));
    withAShortOne.add(List.of(1.));
    assertThat(rule.ends(List.of(0., 0.), withAShortOne)).isFalse();
  }

  @Test
  void trialsWithoutAFigureAreTheWorst() {
    List<List<Double>> half = new ArrayList<>(EARLIER.subList(2, 5));
    for (int i = 0; i < 3; i++) {
      half.add(List.of(1., NONE));
    }
    assertThat(rule.ends(List.of(0., -9.), half)).isFalse();
  }
}
