package org.lockstep.training.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.data.lane.BatchPlan;

class TrafficTest {
  /**
   * Sixteen lanes on three partitions are 0 to 4, 5 to 9 and 10 to 15: the subtrees 0-3 and 4; 5,
   * 6-7 and 8-9; 10-11 and 12-15.
   */
  @ParameterizedTest(name = "{0} lanes on {1} partitions: {2} subtrees")
  @CsvSource({"16, 1, 1", "16, 2, 2", "16, 3, 7", "16, 16, 16", "13, 1, 1"})
  void theTrafficCountsOneGradientVectorPerSubtree(int lanes, int partitions, int subtrees) {
    Traffic traffic = Traffic.of(10, new BatchPlan(100, 50, lanes), partitions);

    assertThat(traffic).isEqualTo(new Traffic(40L * partitions, 40L * subtrees));
  }
}
