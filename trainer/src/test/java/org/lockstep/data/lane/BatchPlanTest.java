package org.lockstep.data.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.lockstep.data.lane.BatchPlan.Batch;

class BatchPlanTest {
  /** Plans with fewer examples than lanes among them. */
  @Provide
  Arbitrary<BatchPlan> plans() {
    return Arbitraries.integers()
        .between(1, 300)
        .flatMap(
            examples ->
                Arbitraries.integers()
                    .between(1, examples)
                    .flatMap(
                        batchSize ->
                            Arbitraries.integers()
                                .between(1, 70)
                                .map(lanes -> new BatchPlan(examples, batchSize, lanes))));
  }

  @Property(seed = "1")
  void anEpochVisitsEveryExampleOfEveryLaneOnce(
      @ForAll("plans") BatchPlan plan, @ForAll @IntRange(max = 3) int epoch) {
    for (int lane = 0; lane < plan.lanes(); lane++) {
      int visited = 0;
      for (int i = 0; i < plan.iterationsPerEpoch(); i++) {
        Batch batch = plan.batch((long) epoch * plan.iterationsPerEpoch() + i);
        assertThat(batch.epoch()).isEqualTo(epoch);
        assertThat(plan.shareFrom(batch, lane)).isEqualTo(visited);
        visited = plan.shareTo(batch, lane);
      }
      assertThat(visited).isEqualTo(plan.laneSize(lane));
    }
  }

  @Property(seed = "2")
  void sharesOfABatchDifferByAtMostOneAndAddUpToIt(@ForAll("plans") BatchPlan plan) {
    int largest = 0;
    for (int k = 0; k < plan.iterationsPerEpoch(); k++) {
      Batch batch = plan.batch(k);
      var shares =
          IntStream.range(0, plan.lanes())
              .map(lane -> plan.shareTo(batch, lane) - plan.shareFrom(batch, lane))
              .summaryStatistics();
      assertThat(shares.getSum()).isEqualTo(batch.size());
      assertThat(shares.getMax() - shares.getMin()).isLessThanOrEqualTo(1);
      largest = Math.max(largest, shares.getMax());
    }
    assertThat(largest).isEqualTo(plan.largestShare());
  }

  @Property(seed = "3")
  void lanesAreRangesOfTheOrderWhoseSizesDifferByAtMostOne(@ForAll("plans") BatchPlan plan) {
    assertThat(plan.laneStart(0)).isZero();
    for (int lane = 0; lane < plan.lanes(); lane++) {
      assertThat(plan.laneStart(lane + 1)).isEqualTo(plan.laneStart(lane) + plan.laneSize(lane));
      assertThat(plan.laneSize(0) - plan.laneSize(lane)).isBetween(0, 1);
    }
    assertThat(plan.laneStart(plan.lanes())).isEqualTo(plan.examples());
  }

  @Property(seed = "5")
  void theIterationOfABatchIsTheOneItWasMadeFor(
      @ForAll("plans") BatchPlan plan, @ForAll @IntRange(max = 10_000) int k) {
    assertThat(plan.iteration(plan.batch(k))).isEqualTo(k);
  }

  @Property(seed = "4")
  void everyBatchIsFullButTheLastOfAnEpoch(@ForAll("plans") BatchPlan plan) {
    int last = plan.iterationsPerEpoch() - 1;
    for (int k = 0; k < last; k++) {
      assertThat(plan.batch(k).size()).isEqualTo(plan.batchSize());
    }
    assertThat((long) plan.batch(last).size())
        .isEqualTo(plan.examples() - (long) last * plan.batchSize())
        .isBetween(1L, (long) plan.batchSize());
  }

  @Example
  void tenExamplesInBatchesOfFourOverThreeLanes() {
    BatchPlan plan = new BatchPlan(10, 4, 3);

    assertThat(plan.iterationsPerEpoch()).isEqualTo(3);
    assertThat(plan.batch(0)).isEqualTo(new Batch(0, 0, 4));
    assertThat(plan.batch(2)).isEqualTo(new Batch(0, 8, 10));
    assertThat(plan.batch(3)).isEqualTo(new Batch(1, 0, 4));
    assertThat(IntStream.range(0, 3).map(plan::laneSize)).containsExactly(4, 3, 3);
  }

  @Example
  void moreExamplesThanAnIntCanCount() {
    BatchPlan plan = new BatchPlan(10_000_000_000L, 1000, 64);

    assertThat(plan.laneStart(63)).isEqualTo(9_843_750_000L);
    assertThat(plan.batch(9_999_999)).isEqualTo(new Batch(0, 9_999_999_000L, 10_000_000_000L));
  }

  @Example
  void plansWithoutExamplesLanesOrAFittingBatchAreRefused() {
    for (BatchPlanArguments bad :
        new BatchPlanArguments[] {
          new BatchPlanArguments(0, 1, 1),
          new BatchPlanArguments(5, 0, 1),
          new BatchPlanArguments(5, 6, 1),
          new BatchPlanArguments(5, 5, 0)
        }) {
      assertThatThrownBy(() -> new BatchPlan(bad.examples, bad.batchSize, bad.lanes))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "no plan for %d examples in batches of %d over %d lanes",
              bad.examples, bad.batchSize, bad.lanes);
    }
  }

  private record BatchPlanArguments(long examples, int batchSize, int lanes) {}
}
