package org.lockstep.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.training.exchange.Link;
import org.lockstep.training.exchange.MessageCosts;

class SimulationTest {
  private static final Simulation AT_ONE_GIGABIT =
      new Simulation(
              235_146,
              Simulation.Lane.through(64, 0.5e-3, 128, 0.9e-3),
              0.2e-3,
              new MessageCosts(new Link(1e-4, 2e-5, 800e6, 700e6), 0.02, 2e9))
          .at(125e6);

  @Test
  void aLaneIsLinearInItsExamples() {
    Simulation.Lane lane = AT_ONE_GIGABIT.lane();

    assertThat(lane.seconds(64)).isCloseTo(0.5e-3, within(1e-9));
    assertThat(lane.seconds(256)).isCloseTo(1.7e-3, within(1e-9));
  }

  @Test
  void theBatchForAnEfficiencyIsTheOneThatHasIt() {
    for (int executors : new int[] {1, 2, 16, 1000}) {
      ExchangeKind best = AT_ONE_GIGABIT.best(executors);
      long batch = AT_ONE_GIGABIT.batchForEfficiency(0.9, executors);
      double compute = AT_ONE_GIGABIT.lane().seconds((double) batch / executors);

      assertThat(compute / AT_ONE_GIGABIT.iteration(best, executors, (int) batch))
          .isCloseTo(0.9, within(1e-3));
    }
  }

  @Test
  void theStarGrowsWithTheExecutorsAndTheShardedExchangeHardlyDoes() {
    double two = AT_ONE_GIGABIT.iteration(ExchangeKind.SHARDED, 2, 8192);
    double many = AT_ONE_GIGABIT.iteration(ExchangeKind.SHARDED, 64, 8192);

    assertThat(many).isLessThan(two);
    assertThat(AT_ONE_GIGABIT.iteration(ExchangeKind.RESIDENT, 64, 8192)).isGreaterThan(20 * two);
  }
}
