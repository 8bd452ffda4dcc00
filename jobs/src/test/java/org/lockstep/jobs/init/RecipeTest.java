package org.lockstep.jobs.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTest {
  @Test
  void aSmallTableGetsASmallNetworkAndManyEpochs() {
    assertThat(Recipe.of(150, 4)).isEqualTo(new Recipe(0.2, List.of(32), 32, 0.005, 200, 20));
  }

  @Test
  void aTableOfImagesGetsALargeNetworkAndFewEpochs() {
    assertThat(Recipe.of(60_000, 784))
        .isEqualTo(new Recipe(0.1, List.of(256, 128), 128, 0.001, 11, 3));
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

    assertThat(recipe.epochs()).isBetween(10, 200);
    assertThat(recipe.patience()).isBetween(3, recipe.epochs());
    assertThat(recipe.batchSize()).isBetween(32, 512);
    assertThat(recipe.hidden()).isNotEmpty().allMatch(units -> units > 0);
  }
}
