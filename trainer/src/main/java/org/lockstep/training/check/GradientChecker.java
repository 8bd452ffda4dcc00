package org.lockstep.training.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.data.table.JobDescription;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.row.RowShape;
import org.lockstep.network.CounterRandom;
import org.lockstep.network.CounterRandom.Purpose;
import org.lockstep.network.GradientCheck;
import org.lockstep.network.TextbookNetwork.Example;
import org.lockstep.network.Topology;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.training.RunPlan;
import org.lockstep.training.network.FirstParameters;

/** Checks the gradients of a run's own network, at its initial parameters, on its own rows. */
public final class GradientChecker {
  private GradientChecker() {}

  /**
   * Result of a check.
   *
   * @param topology the network
   * @param examples number of rows used
   * @param layers one entry per layer
   */
  public record Result(Topology topology, int examples, List<GradientCheck.Layer> layers) {}

  /**
   * Checks in double precision.
   *
   * @param examples largest number of rows; the first in the order of the lanes
   * @param mostPerLayer largest number of parameters to check per layer
   * @throws org.lockstep.UserException if the data or the settings are invalid
   */
  public static Result check(
      SparkSession spark, RunSettings settings, int examples, int mostPerLayer) {
    TrainingSettings training = settings.training();
    TrainingData data =
        TrainingData.prepare(
            spark, settings.data(), training.batches().size(), training.laneCount(), () -> 1);
    try {
      Topology topology = RunPlan.topology(training, data.encoding());
      RowShape shape =
          data.encoding().shape(settings.data().columns().weight().isPresent() ? 1 : 0);
      float[] rows =
          JobDescription.during(
              spark.sparkContext(),
              "examples for the gradient check",
              () ->
                  data.train()
                      .lanes()
                      .filter(lane -> lane.size() > 0)
                      .map(lane -> lane.front(examples))
                      .first());
      List<Example> batch = new ArrayList<>();
      int[] offsets = shape.offsets(rows);
      for (int e = 0; e < offsets.length - 1; e++) {
        CounterRandom visit = CounterRandom.of(training.batches().seed(), Purpose.DROPOUT, 0, 0, e);
        int targets = shape.targets(rows, offsets[e]);
        double[] x = doubles(rows, offsets[e], targets - offsets[e]);
        double[] y = doubles(rows, targets, data.encoding().target().storedWidth());
        batch.add(example(x, y, data.encoding(), topology.loss().outputsPerTarget(), visit));
      }
      FirstParameters first = new FirstParameters(training, topology, data.train().plan());
      double[] theta = doubles(first.draw(data.train()::fronts), 0, -1);
      return new Result(
          topology, batch.size(), GradientCheck.of(topology, theta, batch, mostPerLayer));
    } finally {
      data.release();
    }
  }

  private static Example example(
      double[] x, double[] stored, Encoding encoding, int outputsPerTarget, CounterRandom visit) {
    double[] y = stored;
    if (encoding.target() instanceof TargetEncoding.Classes classes) {
      int label = (int) y[0];
      y = new double[classes.outputs()];
      y[label] = 1;
    } else if (outputsPerTarget > 1) {
      double[] targets = y;
      y = new double[targets.length * outputsPerTarget];
      Arrays.setAll(y, i -> targets[i / outputsPerTarget]);
    }
    return new Example(x, y, 1, visit);
  }

  /** Widens {@code count} floats, all of them if it is -1. */
  private static double[] doubles(float[] values, int from, int count) {
    double[] doubles = new double[count < 0 ? values.length : count];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values[from + i];
    }
    return doubles;
  }
}
