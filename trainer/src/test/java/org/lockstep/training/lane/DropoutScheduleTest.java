package org.lockstep.training.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.data.lane.ArrayLanes;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.data.lane.Lane;
import org.lockstep.encoding.Task;
import org.lockstep.encoding.row.RowShape;
import org.lockstep.network.Activation;
import org.lockstep.network.CounterRandom;
import org.lockstep.network.CounterRandom.Purpose;
import org.lockstep.network.Initializer;
import org.lockstep.network.Kernel;
import org.lockstep.network.Loss;
import org.lockstep.network.TextbookNetwork;
import org.lockstep.network.TextbookNetwork.Example;
import org.lockstep.network.Topology;
import org.lockstep.network.input.InputStage;
import org.lockstep.optimization.schedule.Annealing;

/** A lane drops the share of units that the iteration of its mini-batch has. */
class DropoutScheduleTest {
  private static final double SHARE = 0.6;
  private static final int SEED = 7;
  private static final int EXAMPLES = 6;
  private static final int ITERATIONS = 4;

  private static Topology topology(double dropout) {
    return new Topology(
        List.of(2, 40, 1),
        List.of(Activation.MISH, Activation.IDENTITY),
        new Loss.SquaredError(),
        dropout,
        false,
        true,
        InputStage.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "CONSTANT, 0, 0.6",
    "CONSTANT, 3, 0.6",
    "FLAT_COSINE, 0, 0.6",
    "FLAT_COSINE, 2, 0.6",
    "FLAT_COSINE, 3, 0.3",
  })
  void theGradientIsThatOfTheTextbookWithTheShareOfTheIteration(
      Annealing schedule, long k, double share) {
    BatchPlan plan = new BatchPlan(EXAMPLES, EXAMPLES, 1); // an iteration an epoch
    float[] rows = new float[EXAMPLES * 3];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) Math.sin(i);
    }
    Lane lane = ArrayLanes.of(plan, rows, RowShape.fixed(3)).get(0);
    LaneContext context =
        new LaneContext(
            topology(SHARE),
            Kernel.ND4J,
            new LaneContext.Targets(Task.REGRESSION, List.of(), null),
            plan,
            SEED,
            new LaneContext.DropoutCourse(schedule, ITERATIONS));
    float[] theta = Initializer.draw(topology(SHARE), SEED);
    LaneWorker worker = new LaneWorker(context);
    worker.load(theta);
    // Another iteration before it, whose share must not stay
    worker.gradient(lane, plan.batch(ITERATIONS - 1 - k), new float[theta.length]);

    float[] gradient = new float[theta.length];
    worker.gradient(lane, plan.batch(k), gradient);

    double[] wide = new double[theta.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = theta[i];
    }
    List<Example> examples = new ArrayList<>();
    for (int e = 0; e < EXAMPLES; e++) {
      examples.add(
          new Example(
              new double[] {rows[3 * e], rows[3 * e + 1]},
              new double[] {rows[3 * e + 2]},
              1,
              CounterRandom.of(SEED, Purpose.DROPOUT, (int) k, 0, e)));
    }
    double[] expected = new TextbookNetwork(topology(share), wide).gradientSum(examples);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) gradient[i]).as("parameter %d", i).isCloseTo(expected[i], within(1e-4));
    }
  }
}
