package org.lockstep.training.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.lockstep.SparseRun;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.network.Initializer;
import org.lockstep.network.Topology;
import org.lockstep.settings.NetworkSettings.Initialization;
import org.lockstep.settings.TrainingSettings;

/** Draws the parameters that a run starts from. */
public record FirstParameters(TrainingSettings training, Topology topology, BatchPlan plan) {
  /** The most examples that data-driven parameters are fitted to, a few more for many lanes. */
  private static final int SAMPLE = 1024;

  /**
   * Draws them.
   *
   * @param fronts the inputs of the first examples of each lane, given how many
   */
  public float[] draw(IntFunction<List<float[]>> fronts) {
    List<double[]> sample = new ArrayList<>();
    if (training.network().initialization() == Initialization.DATA_DRIVEN) {
      int perLane = (SAMPLE + plan.lanes() - 1) / plan.lanes();
      List<float[]> lanes = fronts.apply(perLane);
      for (float[] rows : lanes) {
        int from = 0;
        while (from < rows.length) {
          double[] inputs = inputs(rows, from);
          sample.add(inputs);
          from += inputs.length;
        }
      }
    }
    return Initializer.draw(topology, training.batches().seed(), sample);
  }

  private double[] inputs(float[] rows, int from) {
    int width = topology.inputWidth();
    int run = topology.sparse().areNone() ? 0 : SparseRun.length(rows, from + width);
    double[] inputs = new double[width + run];
    Arrays.setAll(inputs, i -> rows[from + i]);
    return inputs;
  }
}
