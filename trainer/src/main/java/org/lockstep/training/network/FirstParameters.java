package org.lockstep.training.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
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
   * @param fronts the first examples of each lane, given how many
   */
  public float[] draw(IntFunction<List<float[]>> fronts) {
    List<double[]> sample = new ArrayList<>();
    if (training.network().initialization() == Initialization.DATA_DRIVEN) {
      int perLane = (SAMPLE + plan.lanes() - 1) / plan.lanes();
      List<float[]> lanes = fronts.apply(perLane);
      for (int lane = 0; lane < lanes.size(); lane++) {
        float[] rows = lanes.get(lane);
        int examples = Math.min(perLane, plan.laneSize(lane));
        for (int e = 0; e < examples; e++) {
          sample.add(inputs(rows, e * (rows.length / examples)));
        }
      }
    }
    return Initializer.draw(topology, training.batches().seed(), sample);
  }

  private double[] inputs(float[] rows, int from) {
    double[] inputs = new double[topology.inputWidth()];
    Arrays.setAll(inputs, i -> rows[from + i]);
    return inputs;
  }
}
