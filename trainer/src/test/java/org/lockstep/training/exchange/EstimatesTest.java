package org.lockstep.training.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.training.exchange.Estimates.Estimate;

class EstimatesTest {
  private static final MessageCosts COSTS =
      new MessageCosts(new Link(1e-4, 2e-5, 117e6, 118e6), 0.02, 2e9);

  private static Estimates of(double resident, double sharded, double job) {
    return new Estimates(
        COSTS,
        List.of(
            new Estimate(ExchangeKind.RESIDENT, new Traffic(8, 7_520_000, 7_530_000), resident),
            new Estimate(ExchangeKind.SHARDED, new Traffic(8, 480, 940_000, 13_160_000), sharded),
            new Estimate(ExchangeKind.JOB, new Traffic(8, 7_520_000, 7_520_000), job)));
  }

  private static ExchangeKind best(double resident, double sharded, double job) {
    return of(resident, sharded, job).best().kind();
  }

  @Test
  void theCheapestIsTakenWhereItSavesMuch() {
    assertThat(best(1.2, 0.15, 0.8)).isEqualTo(ExchangeKind.SHARDED);
    assertThat(best(1.2, 0.9, 0.8)).isEqualTo(ExchangeKind.JOB);
    assertThat(best(1.2, 1.3, 1.4)).isEqualTo(ExchangeKind.RESIDENT);
  }

  @Test
  void aSavingThatIsNotSureIsLeftAlone() {
    assertThat(best(0.1, 0.075, 0.2)).isEqualTo(ExchangeKind.RESIDENT);
    assertThat(best(1.4e-3, 0.5e-3, 0.2)).isEqualTo(ExchangeKind.RESIDENT);
  }

  @Test
  void theLineSaysWhatEachMovesAndTakesAndWhichIsTaken() {
    assertThat(of(0.131, 0.0182, 0.2).line())
        .isEqualTo(
            "an iteration's messages: resident 131 ms (15.05 MB), sharded 18.2 ms (0.94 MB, 13.16"
                + " MB between executors), job 200 ms (15.04 MB); an answer takes 0.20 ms, a second"
                + " moves 117.00 MB; sharded is taken");
  }
}
