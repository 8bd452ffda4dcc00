package org.lockstep.training.exchange.sharded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.optimization.Clipping;
import org.lockstep.optimization.Descent;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.LearningRateFactors;
import org.lockstep.optimization.Parametrization;
import org.lockstep.optimization.Regularization;
import org.lockstep.optimization.optimizer.FirstOrder;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.optimization.optimizer.Optimizers;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.optimization.schedule.Annealing;
import org.lockstep.optimization.schedule.Horizon;
import org.lockstep.optimization.vector.Gradient;
import org.lockstep.optimization.vector.ParameterKind;
import org.lockstep.optimization.vector.ParameterRange;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneTree.Place;
import org.lockstep.training.lane.LaneTree.Subtree;

/** The driver's protocol with executors on threads. */
@Timeout(60)
class RangeReductionTest {
  private static final int ITERATIONS = 4;
  private static final BatchPlan PLAN = new BatchPlan(320, 32, 13);
  private static final List<ParameterRange> RANGES =
      List.of(
          new ParameterRange(1, ParameterKind.WEIGHTS, 0, 35, 7),
          new ParameterRange(1, ParameterKind.BIASES, 35, 40, 1),
          new ParameterRange(2, ParameterKind.WEIGHTS, 40, 70, 5),
          new ParameterRange(2, ParameterKind.BIASES, 70, 76, 1),
          new ParameterRange(3, ParameterKind.WEIGHTS, 76, 100, 6),
          new ParameterRange(3, ParameterKind.BIASES, 100, 104, 1));

  /** Tasks of each executor. */
  private static final List<List<Integer>> CLUSTERS =
      List.of(
          List.of(1),
          List.of(3),
          List.of(2, 1),
          List.of(1, 3, 1),
          List.of(2, 1, 1, 3, 1),
          List.of(1, 2, 1, 1, 3, 1, 2, 1));

  static Stream<DescentSettings> descents() {
    List<DescentSettings> all = new ArrayList<>();
    for (Optimizer optimizer : Optimizers.usual()) {
      if (optimizer instanceof FirstOrder) {
        DescentSettings plain = DescentSettings.of(optimizer, optimizer.defaultLearningRate());
        all.add(plain);
        all.add(
            plain
                .withFreeze(List.of(2))
                .withRegularization(new Regularization(1e-3, 1e-2, OptionalDouble.of(0.9))));
        all.add(plain.withClipping(new Clipping(OptionalDouble.of(0.1), OptionalDouble.empty())));
        all.add(plain.withClipping(new Clipping(OptionalDouble.empty(), OptionalDouble.of(0.2))));
        all.add(
            plain
                .withLearningRate(
                    plain
                        .learningRate()
                        .withFactors(new LearningRateFactors(Map.of(ParameterKind.BIASES, 0.3))))
                .withRegularization(
                    new Regularization(0, 1e-2, OptionalDouble.empty(), Annealing.FLAT_COSINE))
                .withParametrization(Parametrization.NEURAL_TANGENT));
      }
    }
    return all.stream();
  }

  private static Descent descent(DescentSettings settings, List<ParameterRange> ranges) {
    return new Descent(settings, ranges, PLAN.batchSize(), new Horizon(10, ITERATIONS + 1));
  }

  private static float[] parameters(int count) {
    float[] theta = new float[count];
    for (int i = 0; i < count; i++) {
      theta[i] = (i * 37 % 101 - 50) / 100f;
    }
    return theta;
  }

  /** Trains on executors, and without; both must come to the same bits. */
  private static void assertLockstep(
      DescentSettings settings, List<ParameterRange> ranges, List<Integer> cluster)
      throws Exception {
    Descent alone = descent(settings, ranges);
    Descent driver = descent(settings, ranges);
    int count = driver.parameterCount();
    float[] expected = parameters(count);
    float[] theta = parameters(count);
    ShardedProtocol protocol = new ShardedProtocol(driver, PLAN);
    try (PeersOnThreads executors =
        new PeersOnThreads(
            cluster, count, PLAN, SerializationUtils.roundtrip(driver.stepSettings()))) {
      protocol.begin(executors, theta);
      for (long k = 0; k < ITERATIONS; k++) {
        GradientSum sum = PeersOnThreads.whole(k, PLAN.lanes(), expected);
        alone.step(expected, at -> new Gradient(sum.meanLoss(), sum.mean()), k);
        List<TaskResult> totals = executors.ask(protocol.gradient(theta, PLAN.batch(k)));
        GradientSum gathered = RangeReduction.whole(new float[count], totals);
        driver.step(theta, at -> new Gradient(gathered.meanLoss(), gathered.mean()), k);
      }
      assertThat(theta).as("%s", cluster).containsExactly(expected);
      List<TaskResult> metrics = executors.ask(protocol.metrics(theta));
      assertThat(metrics.stream().map(TaskResult::text).filter(text -> !text.isEmpty()))
          .as("parameters of each executor")
          .containsOnly(Replica.fingerprint(theta))
          .hasSameSizeAs(cluster);
      protocol.metrics(metrics);
    }
    assertThat(theta).doesNotContain(Float.NaN).isNotEqualTo(parameters(count));
  }

  @ParameterizedTest
  @MethodSource("descents")
  void everyExecutorHasTheBitsOfOneVectorAndOneStep(DescentSettings settings) throws Exception {
    for (List<Integer> cluster : CLUSTERS) {
      assertLockstep(settings, RANGES, cluster);
    }
  }

  @Test
  void moreExecutorsThanParametersHaveEmptyRanges() throws Exception {
    List<ParameterRange> few =
        List.of(
            new ParameterRange(1, ParameterKind.WEIGHTS, 0, 2, 2),
            new ParameterRange(1, ParameterKind.BIASES, 2, 3, 1));

    assertLockstep(DescentSettings.of(new Sgd(), 0.1), few, CLUSTERS.get(CLUSTERS.size() - 1));
  }

  @Test
  void anExecutorWithOtherParametersThanTheDriverEndsTheRun() throws Exception {
    Descent driver = descent(DescentSettings.of(new Sgd(), 0.1), RANGES);
    ShardedProtocol protocol = new ShardedProtocol(driver, PLAN);
    float[] theta = parameters(driver.parameterCount());
    try (PeersOnThreads executors =
        new PeersOnThreads(List.of(2, 1), theta.length, PLAN, driver.stepSettings())) {
      protocol.begin(executors, theta);
      theta[7] = Math.nextUp(theta[7]);
      List<TaskResult> metrics = executors.ask(protocol.metrics(theta));

      assertThatThrownBy(() -> protocol.metrics(metrics))
          .hasMessage("an executor's parameters are not those of the driver");
    }
  }

  @Test
  void aTaskInThePlaceOfALostOneAddsNothing() throws Exception {
    Descent driver = descent(DescentSettings.of(new Sgd(), 0.1), RANGES);
    ShardedProtocol protocol = new ShardedProtocol(driver, PLAN);
    try (PeersOnThreads executors =
        new PeersOnThreads(List.of(2), 104, PLAN, driver.stepSettings())) {
      protocol.begin(executors, parameters(104));
      executors.replace(1);

      assertThatThrownBy(() -> executors.ask(protocol.gradient(new float[0], PLAN.batch(0))))
          .hasStackTraceContaining("a task that has come too late to have the parameters");
    }
  }

  /**
   * Executors whose lanes are one subtree: 2 (N - 1)/N of the vector each way, 1/N to the driver.
   */
  @ParameterizedTest(name = "{0} executors with {1} tasks each")
  @CsvSource({"2, 1", "2, 4", "4, 2", "8, 1", "8, 2", "8, 4", "16, 1", "16, 2"})
  void bytesOfAnExecutorGrowNeitherWithItsTasksNorWithTheExecutors(int executors, int tasks)
      throws Exception {
    int parameters = 50_000;
    BatchPlan plan = new BatchPlan(320, 32, 32);
    Descent driver =
        descent(
            DescentSettings.of(new Sgd(), 0.1),
            List.of(new ParameterRange(1, ParameterKind.BIASES, 0, parameters, 1)));
    ShardedProtocol protocol = new ShardedProtocol(driver, plan);
    List<Integer> cluster = Collections.nCopies(executors, tasks);
    try (PeersOnThreads all =
        new PeersOnThreads(cluster, parameters, plan, driver.stepSettings())) {
      protocol.begin(all, parameters(parameters));
      all.forget();
      all.ask(protocol.gradient(new float[0], plan.batch(0)));

      long vector = (long) parameters * Float.BYTES;
      double bound = 2.0 * (executors - 1) / executors * vector;
      for (int e = 0; e < executors; e++) {
        assertThat(all.sent.get(e)).isBetween((long) bound, (long) (1.02 * bound));
        assertThat(all.received.get(e)).isBetween((long) bound, (long) (1.02 * bound));
        assertThat(all.toDriver.get(e)).isLessThan((long) (1.02 * vector / executors));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"10, 3", "7, 7", "3, 8", "2147483647, 1000"})
  void theRangesCoverTheVectorInOrder(int parameters, int owners) {
    Ranges ranges = new Ranges(parameters, owners);

    assertThat(ranges.from(0)).isZero();
    assertThat(ranges.to(owners - 1)).isEqualTo(parameters);
    for (int owner = 0; owner < owners; owner++) {
      assertThat(ranges.length(owner)).isBetween(parameters / owners, parameters / owners + 1);
    }
  }

  private static TaskResult sums(int from, int length) {
    GradientSum sum = new GradientSum(new float[length], from, 0, 1);
    return new TaskResult(List.of(new Subtree<>(new Place(0, 0), sum)), 0);
  }

  @Test
  void sumsOfAnotherRangeOrPeerAreRefused() {
    Mailbox mailbox = new Mailbox(new Ranges(6, 2), sender -> 1);

    for (TaskResult wrong : List.of(sums(3, 4), sums(0, 3))) {
      assertThatThrownBy(() -> mailbox.put(0, 1, wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the sums of peer 0 are not of the 3 parameters from 3 on");
    }
    assertThatThrownBy(() -> mailbox.put(2, 1, sums(3, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the stage has 2");
  }

  @Test
  void aTaskThatIsCancelledOrHasLostAPeerWaitsNoLonger() {
    Mailbox mailbox = new Mailbox(new Ranges(6, 2), sender -> sender);
    assertThatThrownBy(() -> mailbox.await(0, () -> true)).hasMessage("the task was cancelled");

    mailbox.lose("it is gone");

    assertThatThrownBy(() -> mailbox.await(0, () -> false)).hasMessage("it is gone");
  }

  @Test
  void tasksWithOneAddressAreOnePeerWhateverTheOrderOfTheirEntries() {
    List<TaskResult> entries = new ArrayList<>();
    for (int partition : new int[] {2, 0, 3, 1}) {
      entries.add(Roster.entry(partition, partition % 3 == 0 ? "a:1" : "b:1"));
    }

    Roster roster = Roster.of(entries);

    assertThat(roster.addresses()).containsExactly("a:1", "b:1", "b:1", "a:1");
    assertThat(roster.peers()).containsExactly("a:1", "b:1");
    assertThat(roster.tasks(1)).isEqualTo(2);
    entries.set(1, Roster.entry(2, "c:1"));
    assertThatThrownBy(() -> Roster.of(entries)).hasMessageContaining("2 c:1");
  }
}
