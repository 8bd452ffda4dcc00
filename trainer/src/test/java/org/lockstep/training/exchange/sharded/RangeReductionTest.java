package org.lockstep.training.exchange.sharded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.optimization.Clipping;
import org.lockstep.optimization.Descent;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.LearningRateFactors;
import org.lockstep.optimization.Parametrization;
import org.lockstep.optimization.Regularization;
import org.lockstep.optimization.StepSettings;
import org.lockstep.optimization.optimizer.FirstOrder;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.optimization.optimizer.OptimizerState;
import org.lockstep.optimization.optimizer.Optimizers;
import org.lockstep.optimization.schedule.Annealing;
import org.lockstep.optimization.schedule.Horizon;
import org.lockstep.optimization.vector.Gradient;
import org.lockstep.optimization.vector.ParameterKind;
import org.lockstep.optimization.vector.ParameterRange;
import org.lockstep.training.exchange.resident.Wire;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneTree;

/** Tasks on threads of their own, whose messages are encoded and decoded, and counted. */
@Timeout(60)
class RangeReductionTest {
  private static final int LANES = 13;
  private static final int ITERATIONS = 4;
  private static final List<ParameterRange> RANGES =
      List.of(
          new ParameterRange(1, ParameterKind.WEIGHTS, 0, 35, 7),
          new ParameterRange(1, ParameterKind.BIASES, 35, 40, 1),
          new ParameterRange(2, ParameterKind.WEIGHTS, 40, 70, 5),
          new ParameterRange(2, ParameterKind.BIASES, 70, 76, 1),
          new ParameterRange(3, ParameterKind.WEIGHTS, 76, 100, 6),
          new ParameterRange(3, ParameterKind.BIASES, 100, 104, 1));
  private static final int PARAMETERS = 104;

  /** The tasks of a stage. */
  private static final class Stage implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<RangeReduction> tasks = new ArrayList<>();
    private final Ranges ranges;
    private final AtomicLongArray sent;
    private final AtomicLongArray received;

    Stage(Ranges ranges, int lanes) {
      this.ranges = ranges;
      sent = new AtomicLongArray(ranges.owners());
      received = new AtomicLongArray(ranges.owners());
      for (int task = 0; task < ranges.owners(); task++) {
        tasks.add(new RangeReduction(task, ranges, lanes));
      }
    }

    Post post(int sender) {
      return (receiver, box, sequence, sums) -> {
        byte[] bytes = Wire.message(Mailbox.message("box", sender, sequence, sums));
        if (receiver != sender) {
          sent.addAndGet(sender, bytes.length);
          received.addAndGet(receiver, bytes.length);
        }
        tasks.get(receiver).mailbox(box).put(Wire.message(bytes));
      };
    }

    /** Does something as each task at once. */
    <T> List<T> all(Job<T> job) throws Exception {
      List<Future<T>> results = new ArrayList<>();
      for (int task = 0; task < ranges.owners(); task++) {
        int number = task;
        results.add(threads.submit(() -> job.as(number, tasks.get(number))));
      }
      List<T> all = new ArrayList<>();
      for (Future<T> result : results) {
        all.add(result.get());
      }
      return all;
    }

    @Override
    public void close() {
      threads.shutdownNow();
    }
  }

  private interface Job<T> {
    T as(int number, RangeReduction task);
  }

  /** The sum of a lane; some have no examples in a mini-batch. */
  private static GradientSum lane(int lane, long k, int lanes, int parameters) {
    if (lanes > 2 && (lane + k) % 5 == 2) {
      return null;
    }
    SplittableRandom random = new SplittableRandom(lane * 1_000L + k);
    float[] gradient = new float[parameters];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) (random.nextDouble() - 0.5);
    }
    return new GradientSum(gradient, random.nextDouble(), random.nextDouble() + 0.1);
  }

  private static TaskResult lanes(long k, int from, int to, int lanes, int parameters) {
    LaneTree<GradientSum> tree = new LaneTree<>(lanes, GradientSum::add);
    for (int lane = from; lane < to; lane++) {
      tree.addLane(lane, lane(lane, k, lanes, parameters));
    }
    return new TaskResult(tree.subtrees(), 0);
  }

  private static TaskResult share(long k, int task, Ranges ranges, int lanes) {
    int from = lanes * task / ranges.owners();
    int to = lanes * (task + 1) / ranges.owners();
    return lanes(k, from, to, lanes, ranges.parameters());
  }

  private static GradientSum whole(long k) {
    return (GradientSum) lanes(k, 0, LANES, LANES, PARAMETERS).subtrees().get(0).sum();
  }

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

  private static float[] parameters() {
    return lane(0, 77, 1, PARAMETERS).range(0, PARAMETERS).mean();
  }

  @ParameterizedTest
  @MethodSource("descents")
  void everyTaskHasTheBitsOfOneVectorAndOneStep(DescentSettings settings) throws Exception {
    for (int owners : new int[] {1, 2, 3, 5, 13}) {
      Descent driver = new Descent(settings, RANGES, 32, new Horizon(10, ITERATIONS + 1));
      float[] theta = parameters();
      Ranges ranges = new Ranges(PARAMETERS, owners);
      StepSettings sent = SerializationUtils.roundtrip(driver.stepSettings());
      List<Replica> replicas = new ArrayList<>();
      for (int task = 0; task < owners; task++) {
        replicas.add(replica(sent, theta, settings.optimizer()));
      }
      try (Stage stage = new Stage(ranges, LANES)) {
        for (long k = 0; k < ITERATIONS; k++) {
          long iteration = k;
          double eta = driver.learningRate(k);
          List<TaskResult> totals =
              stage.all(
                  (task, reduction) -> {
                    TaskResult mine = share(iteration, task, ranges, LANES);
                    TaskResult total =
                        reduction.reduce(stage.post(task), iteration, mine, () -> false);
                    replicas
                        .get(task)
                        .step(reduction.gather(iteration, () -> false), iteration, eta);
                    return total;
                  });
          GradientSum expected = whole(k);
          GradientSum sum = RangeReduction.whole(ranges, totals);
          assertThat(sum.loss()).isEqualTo(expected.loss());
          assertThat(sum.weight()).isEqualTo(expected.weight());
          assertThat(sum.range(0, PARAMETERS).mean())
              .containsExactly(expected.range(0, PARAMETERS).mean());
          driver.step(theta, at -> new Gradient(expected.meanLoss(), expected.mean()), k);
        }
      }
      for (Replica replica : replicas) {
        assertThat(replica.theta()).as("%d owners", owners).containsExactly(theta);
        assertThat(Replica.fingerprint(replica.theta())).isEqualTo(Replica.fingerprint(theta));
      }
      assertThat(theta).doesNotContain(Float.NaN).isNotEqualTo(parameters());
    }
  }

  private static Replica replica(StepSettings settings, float[] theta, Optimizer optimizer) {
    OptimizerState state = new OptimizerState(optimizer, theta.length);
    float[][] vectors = new float[1 + state.vectors().length][];
    vectors[0] = theta.clone();
    System.arraycopy(state.vectors(), 0, vectors, 1, state.vectors().length);
    return new Replica(settings, vectors, state.numbers());
  }

  @Test
  void moreTasksThanParametersHaveEmptyRanges() throws Exception {
    Ranges ranges = new Ranges(3, 5);
    try (Stage stage = new Stage(ranges, 8)) {
      List<GradientSum> sums =
          stage.all(
              (task, reduction) -> {
                reduction.reduce(stage.post(task), 0, share(0, task, ranges, 8), () -> false);
                return reduction.gather(0, () -> false);
              });

      float[] expected = ((GradientSum) lanes(0, 0, 8, 8, 3).subtrees().get(0).sum()).mean();
      assertThat(sums).allSatisfy(sum -> assertThat(sum.mean()).containsExactly(expected));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8, 16})
  void aTaskSendsAndReceivesNoMoreHoweverManyThereAre(int owners) throws Exception {
    int parameters = 100_000;
    Ranges ranges = new Ranges(parameters, owners);
    try (Stage stage = new Stage(ranges, 32)) {
      List<TaskResult> totals =
          stage.all(
              (task, reduction) -> {
                TaskResult total =
                    reduction.reduce(stage.post(task), 0, share(0, task, ranges, 32), () -> false);
                reduction.gather(0, () -> false);
                return total;
              });

      double bound = 2.0 * (owners - 1) / owners * parameters * Float.BYTES;
      for (int task = 0; task < owners; task++) {
        int toDriver = Wire.message(Mailbox.message("hub", task, 0, totals.get(task))).length;
        assertThat(stage.sent.get(task)).isBetween((long) bound, (long) (1.01 * bound));
        assertThat(stage.received.get(task)).isBetween((long) bound, (long) (1.01 * bound));
        assertThat(toDriver).isLessThan((int) (1.01 * parameters * Float.BYTES / owners));
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

  @Test
  void sumsOfAnotherLengthOrTaskAreRefused() {
    Mailbox mailbox = new Mailbox(2, sender -> 3);
    TaskResult tooLong = new TaskResult(lanes(0, 0, 1, 1, 4).subtrees(), 0);

    assertThatThrownBy(() -> mailbox.put(0, 1, tooLong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not of 3 parameters");
    assertThatThrownBy(() -> mailbox.put(2, 1, TaskResult.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the stage has 2");
  }

  @Test
  void aTaskThatIsCancelledOrHasLostAnotherWaitsNoLonger() {
    Mailbox mailbox = new Mailbox(2, sender -> 3);
    assertThatThrownBy(() -> mailbox.await(0, () -> true)).hasMessage("the task was cancelled");

    mailbox.lose("it is gone");

    assertThatThrownBy(() -> mailbox.await(0, () -> false)).hasMessage("it is gone");
  }
}
