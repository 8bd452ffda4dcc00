package org.lockstep.training;

import org.apache.spark.broadcast.Broadcast;
import org.lockstep.data.answer.ScoredTable.Scorer;
import org.lockstep.data.answer.ScoredTable.ScorerFactory;
import org.lockstep.network.Inference;
import org.lockstep.network.Topology;

/** A network's answers for encoded rows. */
public final class NetworkScorer implements Scorer {
  private static final int ROWS = 64;

  private final Inference.Session network;
  private final float[] z;
  private final float[] a;

  /** Takes the network. */
  public NetworkScorer(Inference inference, int outputs) {
    network = inference.session();
    z = new float[ROWS * outputs];
    a = new float[ROWS * outputs];
  }

  /** Scorers on the executors, of parameters that have been sent there. */
  public static ScorerFactory factory(Topology topology, Broadcast<float[]> parameters) {
    return () ->
        new NetworkScorer(new Inference(topology, parameters.value()), topology.outputWidth());
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
