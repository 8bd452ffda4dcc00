package org.lockstep.training.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.data.lane.LaneRanges;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.spark.ExecutorList.Executor;
import org.lockstep.training.exchange.MessageCosts.Hosts;

class MessageCostsTest {
  /** 784-256-128-10. */
  private static final int PARAMETERS = 235_146;

  private static final double MEGABIT = 1e6 / 8;

  /** Arithmetic of the iterations that were measured. */
  private static final double COMPUTE = 5e-3;

  private static MessageCosts costs(double bytesPerSecond) {
    return new MessageCosts(new Link(3e-4, 1e-4, bytesPerSecond, bytesPerSecond), 78e-3, 1.5e9);
  }

  private static Traffic traffic(ExchangeKind kind, int executors) {
    LaneRanges ranges = LaneRanges.of(executors, Collections.nCopies(executors, 1));
    return Traffic.of(kind, PARAMETERS, ranges, executors);
  }

  private static double seconds(ExchangeKind kind, double bandwidth, int executors) {
    return costs(bandwidth).seconds(kind, traffic(kind, executors), Hosts.OF_THEIR_OWN);
  }

  /** Figures of runs between network namespaces, links limited by {@code tc tbf}. */
  @ParameterizedTest
  @CsvSource({
    "RESIDENT, 1000, 1, 22",
    "RESIDENT, 1000, 2, 36",
    "RESIDENT, 1000, 4, 59",
    "RESIDENT, 1000, 8, 114",
    "RESIDENT, 100, 1, 144",
    "RESIDENT, 100, 2, 277",
    "RESIDENT, 100, 4, 517",
    "RESIDENT, 100, 8, 1058",
    "JOB, 1000, 1, 94",
    "JOB, 1000, 4, 120",
    "JOB, 100, 1, 224",
    "JOB, 100, 2, 294",
    "JOB, 100, 4, 434",
    "JOB, 100, 8, 766"
  })
  void anIterationTakesWhatWasMeasuredWithinAQuarter(
      ExchangeKind kind, double megabits, int executors, double millis) {
    double expected = COMPUTE + seconds(kind, megabits * MEGABIT, executors);

    assertThat(expected * 1e3).isCloseTo(millis, withinPercentage(25));
  }

  @Test
  void theShardedExchangeMovesTwoVectorsAHostAndTheStarAllOfThemThroughTheDriver() {
    double vector = 4.0 * PARAMETERS / MEGABIT;

    for (int executors : new int[] {2, 8, 64}) {
      double others = executors - 1;
      assertThat(seconds(ExchangeKind.SHARDED, MEGABIT, executors))
          .isCloseTo((2 * others + 1) / executors * vector, within(0.05));
      assertThat(seconds(ExchangeKind.RESIDENT, MEGABIT, executors))
          .isCloseTo(2 * executors * vector, within(0.15));
    }
  }

  @Test
  void executorsOfOneHostShareItsLinkAndOneHostAloneSharesAllBytes() {
    Function<Hosts, Double> vectors =
        hosts ->
            costs(MEGABIT).seconds(ExchangeKind.SHARDED, traffic(ExchangeKind.SHARDED, 4), hosts)
                * MEGABIT
                / (4 * PARAMETERS);

    assertThat(vectors.apply(new Hosts(1, false))).isCloseTo(7 / 4.0, within(0.01));
    assertThat(vectors.apply(new Hosts(2, false))).isCloseTo(2 + 2 / 4.0, within(0.01));
    assertThat(vectors.apply(new Hosts(4, true))).isCloseTo(7, within(0.01));
  }

  @Test
  void hostsAreCountedByTheirExecutors() {
    assertThat(
            Hosts.of(
                List.of(
                    new Executor("1", "a", 4),
                    new Executor("2", "a", 4),
                    new Executor("3", "b", 1))))
        .isEqualTo(new Hosts(2, false));
    assertThat(Hosts.of(List.of(new Executor("1", "a", 4)))).isEqualTo(new Hosts(1, true));
  }
}
