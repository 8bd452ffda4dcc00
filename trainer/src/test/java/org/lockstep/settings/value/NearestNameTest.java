package org.lockstep.settings.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
  private static final List<String> NAMES =
      List.of("batch-size", "base-batch-size", "epochs", "epsilon", "learning-rate", "l1", "l2");

  @ParameterizedTest
  @CsvSource({
    "batchSize, batch-size",
    "batch_size, batch-size",
    "BATCH_SIZE, batch-size",
    "BaseBatchSize, base-batch-size",
    "learnig-rate, learning-rate",
    "learning-rte, learning-rate",
    "leanring-rate, learning-rate",
    "epoch, epochs",
    "espilon, epsilon",
    "epochs, epochs",
    "l3, l1",
    "L2, l2",
  })
  void theNearestNameHasTheSmallestEditDistance(String name, String nearest) {
    assertThat(NearestName.of(name, NAMES)).isEqualTo(nearest);
  }

  @Test
  void tiesAreBrokenAlphabetically() {
    assertThat(NearestName.of("xyz", List.of("b", "c", "a"))).isEqualTo("a");
    assertThat(NearestName.inOrder("xyz", List.of("b", "c", "a"))).containsExactly("a", "b", "c");
  }

  @Test
  void allNamesAreSortedByDistance() {
    assertThat(NearestName.inOrder("epoch", NAMES))
        .containsExactlyInAnyOrderElementsOf(NAMES)
        .startsWith("epochs", "epsilon");
  }
}
