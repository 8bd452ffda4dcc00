package org.lockstep.jobs.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTest {
  @Test
  void aSmallTableGetsASmallNetworkAndManyEpochs() {
    assertThat(Recipe.of(150, 4)).isEqualTo(recipe(0.2, List.of(32), 32, 0.005, 1, 100, 20));
  }

  @Test
  void aTableOfImagesGetsALargeNetworkAndFewEpochs() {
    assertThat(Recipe.of(60_000, 784))
        .isEqualTo(recipe(0.1, List.of(256, 128), 128, 0.001, 0.01, 18, 3));
  }

  @Test
  void twoMillionRowsGetEpochsThatAPersonWouldWaitFor() {
    assertThat(Recipe.of(2_000_000, 130))
        .isEqualTo(recipe(0.1, List.of(256, 128), 1024, 0.001, 0.01, 4, 3));
  }

  private static Recipe recipe(
      double validation,
      List<Integer> hidden,
      int batchSize,
      double learningRate,
      double weightDecay,
      int epochs,
      int patience) {
    return new Recipe(
        validation,
        hidden,
        batchSize,
        new Recipe.Step(learningRate, weightDecay),
        new Recipe.Length(epochs, patience));
  }

  @Test
  void aTinyTableGetsNoValidationFraction() {
    assertThat(Recipe.of(49, 4).validation()).isZero();
    assertThat(Recipe.of(50, 4).validation()).isEqualTo(0.2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 49, 50, 999, 10_000, 1_000_000, 10_000_000_000L})
  void everyNumberOfRowsGetsValidSettings(long rows) {
    Recipe recipe = Recipe.of(rows, 10);

    assertThat(recipe.length().epochs()).isBetween(3, 100);
    assertThat(recipe.length().patience()).isBetween(3, recipe.length().epochs());
    assertThat(recipe.batchSize()).isBetween(32, 1024);
    assertThat(recipe.hidden()).isNotEmpty().allMatch(units -> units > 0);
  }
}
