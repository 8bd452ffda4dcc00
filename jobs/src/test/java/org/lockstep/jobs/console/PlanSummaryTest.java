package org.lockstep.jobs.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.network.input.EmbeddedWord;
import org.lockstep.network.input.InputStage;
import org.lockstep.network.input.PlainInputs;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.exchange.Estimates;
import org.lockstep.training.exchange.Estimates.Estimate;
import org.lockstep.training.exchange.ExchangeChoice;
import org.lockstep.training.exchange.Link;
import org.lockstep.training.exchange.MessageCosts;
import org.lockstep.training.exchange.Traffic;

class PlanSummaryTest {
  private static List<String> summary(TrainingPlan plan) {
    StringWriter written = new StringWriter();
    new PlanSummary(new PrintWriter(written)).started(plan);
    return written.toString().lines().toList();
  }

  @Test
  void eachLayerHasItsShapeItsActivationAndItsParameters() {
    assertThat(summary(Plans.of(30, 23, 1_438, 0)))
        .containsExactly(
            "network  64 -> 128 relu -> 10 softmax, loss cross-entropy, 9,610 parameters",
            "  layer  W (out, in)  activation  parameters",
            "      1  128 x 64     relu             8,320",
            "      2  10 x 128     softmax          1,290",
            "    all                                9,610",
            "data  1,438 examples to train, 0 to validate",
            "run  lanes 16, partitions 4, exchange resident (by Spark's RPC),"
                + " iterations an epoch 23",
            "traffic  0 bytes an iteration between driver and executors, which are one JVM");
  }

  @Test
  void dropoutAndNormalisationAppearInTheRowOfTheirLayer() {
    Topology topology =
        new Topology(
            List.of(3, 5, 2),
            List.of(Activation.TANH, Activation.IDENTITY),
            new Loss.SquaredError(),
            0.2,
            true);

    assertThat(summary(Plans.of(topology, 1, 1, 1, 0)))
        .contains(
            "      1  5 x 3        tanh                30  layer-norm, dropout 0.2",
            "      2  2 x 5        identity            12");
  }

  @Test
  void theInputStageHasARowBeforeTheLayers() {
    Topology topology =
        new Topology(
            List.of(3, 5, 2),
            List.of(Activation.TANH, Activation.IDENTITY),
            new Loss.SquaredError(),
            0,
            false,
            false,
            new InputStage(List.of(new EmbeddedWord(9, 4), new PlainInputs(2)), true));

    assertThat(summary(Plans.of(topology, 1, 1, 1, 0)))
        .contains(
            "  input  6 x 3                            42  scale",
            "      1  5 x 6        tanh                35",
            "    all                                   89");
  }

  @Test
  void theTrafficIsThatOfThePlanInBothDirections() {
    assertThat(summary(Plans.with(new Traffic(4, 153_000, 154_520))))
        .contains("traffic  307,520 bytes an iteration between driver and executors");
  }

  @Test
  void onAClusterThatWasMeasuredEachExchangeHasWhatItMovesAndTakes() {
    MessageCosts costs = new MessageCosts(new Link(1e-4, 2e-5, 117e6, 118e6), 0.02, 2e9);
    Traffic traffic = new Traffic(4, 240, 154_520, 900_000);
    Estimates estimates =
        new Estimates(
            costs,
            List.of(
                new Estimate(ExchangeKind.RESIDENT, new Traffic(4, 600_000, 600_500), 0.02),
                new Estimate(ExchangeKind.SHARDED, traffic, 0.01)));
    ExchangeChoice choice =
        new ExchangeChoice(
            ExchangeKind.SHARDED, "by ports", Optional.empty(), Optional.of(estimates));

    assertThat(summary(Plans.with(choice, traffic)))
        .containsSubsequence(
            "run  lanes 16, partitions 4, exchange sharded (by ports), iterations an epoch 23",
            "traffic  154,760 bytes an iteration between driver and executors, 900,000 between"
                + " executors",
            "expected  an iteration's messages: resident 20.0 ms (1.20 MB), sharded 10.0 ms (0.15"
                + " MB, 0.90 MB between executors); an answer takes 0.20 ms, a second moves 117.00"
                + " MB; sharded is taken");
  }

  @Test
  void aResumedRunShowsTheIterationItResumesFrom() {
    assertThat(summary(Plans.of(30, 23, 1_438, 4_600))).endsWith("resumed  after iteration 4,600");
  }
}
