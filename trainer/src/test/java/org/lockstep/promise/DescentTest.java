package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lockstep.data.lane.DealtLanes;
import org.lockstep.data.lane.Lane;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.encoding.Task;
import org.lockstep.network.Initializer;
import org.lockstep.network.TextbookNetwork;
import org.lockstep.network.TextbookNetwork.Example;
import org.lockstep.network.Topology;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;

/**
 * A distributed run descends as the textbook does. Every other promise compares production code
 * with itself; this one compares it with plain loops in double precision.
 */
@Tag("spark")
class DescentTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final int EPOCHS = 3;

  @TempDir private static Path folder;

  /** The encoded examples, features and targets apart; classes as one-hot columns. */
  private record Examples(double[][] x, double[][] y) {
    static Examples of(DealtLanes dealt, Topology topology, Task task) {
      List<double[]> x = new ArrayList<>();
      List<double[]> y = new ArrayList<>();
      int inputs = topology.inputWidth();
      for (Lane lane : dealt.collect()) {
        for (int i = 0; i < lane.size(); i++) {
          float[] block = lane.block(i);
          int from = lane.offset(i);
          double[] features = new double[inputs];
          for (int c = 0; c < inputs; c++) {
            features[c] = block[from + c];
          }
          double[] target = new double[topology.outputWidth()];
          if (task == Task.CLASSIFICATION) {
            target[(int) block[from + inputs]] = 1;
          } else {
            target[0] = block[from + inputs];
          }
          x.add(features);
          y.add(target);
        }
      }
      return new Examples(x.toArray(double[][]::new), y.toArray(double[][]::new));
    }

    List<Example> list() {
      return IntStream.range(0, x.length).mapToObj(i -> new Example(x[i], y[i])).toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void fullBatchTrainingEqualsTextbookGradientDescent(Task task) {
    int rows = 90;
    Path run = folder.resolve(task.settingsName());
    String table = run.resolve("table").toString();
    Blobs.table(SPARK, rows).write().parquet(table);
    Runs runs =
        (task == Task.CLASSIFICATION ? Runs.classification(table) : Runs.regression(table))
            .withBatchSize(rows)
            .withEpochs(EPOCHS)
            .withPartitions(3);

    TrainingResult result = new Trainer(SPARK, runs.to(run.resolve("model").toString())).train();

    Topology topology = result.model().topology();
    TrainingData data = TrainingData.prepare(SPARK, runs.data(), rows, 1, () -> 1);
    Examples examples = Examples.of(data.train(), topology, task);
    data.release();
    float[] initial = Initializer.draw(topology, runs.training().batches().seed());
    double[] theta = new double[initial.length];
    for (int i = 0; i < theta.length; i++) {
      theta[i] = initial[i];
    }
    double loss = 0;
    for (int step = 0; step < EPOCHS; step++) {
      TextbookNetwork textbook = new TextbookNetwork(topology, theta);
      loss = textbook.lossSum(examples.list()) / rows;
      double[] gradient = textbook.gradientSum(examples.list());
      for (int i = 0; i < theta.length; i++) {
        theta[i] -= runs.training().descent().learningRate().eta() * gradient[i] / rows;
      }
    }
    assertThat(result.loss()).isCloseTo(loss, within(1e-5));
    double moved = 0;
    for (int i = 0; i < theta.length; i++) {
      assertThat((double) result.model().parameters()[i])
          .as("parameter %d", i)
          .isCloseTo(theta[i], within(1e-5));
      moved = Math.max(moved, Math.abs(theta[i] - initial[i]));
    }
    assertThat(moved).as("the largest step").isGreaterThan(0.01);
  }
}
