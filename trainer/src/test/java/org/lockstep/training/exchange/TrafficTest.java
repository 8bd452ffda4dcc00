package org.lockstep.training.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lockstep.data.lane.LaneRanges;

class TrafficTest {
  private static final int PARAMETERS = 1_000_000;
  private static final long VECTOR = 4L * PARAMETERS;

  private static long vectors(long bytes) {
    assertThat(bytes % VECTOR).as("headers").isLessThan(2_000);
    return bytes / VECTOR;
  }

  @Test
  void theResidentExchangeMovesVectorsByExecutorsNotByTheirTasks() {
    for (List<Integer> tasks : List.of(List.of(1, 1), List.of(4, 4), List.of(8, 8))) {
      Traffic traffic = Traffic.byMessages(PARAMETERS, LaneRanges.of(16, tasks));

      assertThat(traffic.executors()).isEqualTo(2);
      assertThat(vectors(traffic.parameterBytes())).isEqualTo(2);
      assertThat(vectors(traffic.gradientBytes())).isEqualTo(2);
    }
  }

  @Test
  void executorsOfThreeSizesSendTheFewestSubtrees() {
    Traffic traffic = Traffic.byMessages(PARAMETERS, LaneRanges.of(16, List.of(4, 2, 2)));

    assertThat(vectors(traffic.parameterBytes())).isEqualTo(3);
    assertThat(vectors(traffic.gradientBytes())).isEqualTo(3);
  }

  @Test
  void executorsSendOneAnotherTwiceTheirShareOfTheVectorHoweverManyTasksTheyHave() {
    for (List<Integer> tasks : List.of(Collections.nCopies(8, 1), Collections.nCopies(8, 4))) {
      LaneRanges ranges = LaneRanges.of(32, tasks);

      assertThat(Traffic.betweenExecutors(PARAMETERS, ranges)).isEqualTo(8 * 2 * VECTOR * 7 / 8);
      assertThat(Traffic.byRanges(PARAMETERS, ranges)).isEqualTo(new Traffic(8, 0, VECTOR));
    }
  }

  @Test
  void theJobExchangeBroadcastsToExecutorsAndCollectsFromTasks() {
    Traffic traffic = Traffic.byJobs(PARAMETERS, LaneRanges.of(16, List.of(4, 4)), 2);

    assertThat(traffic).isEqualTo(new Traffic(2, 2 * VECTOR, 8 * VECTOR));
  }
}
