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
    assertThat(bytes % VECTOR).as("headers").isLessThan(4_000);
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
    for (int executors : new int[] {1, 2, 8, 16}) {
      for (int tasks : new int[] {1, 4}) {
        List<Integer> all = Collections.nCopies(executors, tasks);
        Traffic traffic = Traffic.byRanges(PARAMETERS, LaneRanges.of(4 * executors, all));

        assertThat(traffic.peerBytes()).isEqualTo(2L * (executors - 1) * VECTOR);
        assertThat(vectors(traffic.gradientBytes())).isEqualTo(1);
        assertThat(vectors(traffic.parameterBytes())).isZero();
      }
    }
  }

  @Test
  void theJobExchangeBroadcastsToExecutorsAndCollectsFromTasks() {
    Traffic traffic = Traffic.byJobs(PARAMETERS, LaneRanges.of(16, List.of(4, 4)), 2);

    assertThat(traffic).isEqualTo(new Traffic(2, 2 * VECTOR, 8 * VECTOR));
  }
}
