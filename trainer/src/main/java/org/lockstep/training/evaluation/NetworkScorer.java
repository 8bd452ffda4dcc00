package org.lockstep.training.evaluation;

import org.apache.spark.broadcast.Broadcast;
import org.lockstep.data.prediction.ScoredTable.Scorer;
import org.lockstep.data.prediction.ScoredTable.ScorerFactory;
import org.lockstep.network.Inference;
import org.lockstep.network.Topology;

/** Computes the outputs of a network for encoded rows. */
public final class NetworkScorer implements Scorer {
  private static final int ROWS = 64;

  private final Inference.Session network;
  private final float[] z;
  private final float[] a;

  /** Creates the scorer of a network. */
  public NetworkScorer(Inference inference, int outputs) {
    this(inference.session(), outputs);
  }

  private NetworkScorer(Inference.Session network, int outputs) {
    this.network = network;
    z = new float[ROWS * outputs];
    a = new float[ROWS * outputs];
  }

  /** Creates scorers on the executors, with broadcast parameters. */
  public static ScorerFactory factory(Topology topology, Broadcast<float[]> parameters) {
    return () ->
        new NetworkScorer(new Inference(topology, parameters.value()), topology.outputWidth());
  }

  /** Creates scorers that compute all outputs, also those of several for one target. */
  public static ScorerFactory factoryOfAllOutputs(
      Topology topology, Broadcast<float[]> parameters) {
    return () ->
        new NetworkScorer(
            new Inference(topology, parameters.value()).sessionOfAllOutputs(),
            topology.outputWidth());
  }

  @Override
  public int capacity() {
    return ROWS;
  }

  @Override
  public void score(float[] rows, int m) {
    network.forward(rows, m, z, a);
  }

  @Override
  public float[] weightedInputs() {
    return z;
  }

  @Override
  public float[] outputs() {
    return a;
  }
}
