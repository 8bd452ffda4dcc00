package org.lockstep.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.lockstep.network.CounterRandom.Purpose;

/**
 * A network's parameters and a batch for it, drawn by key until no weighted input lies within 1e-3
 * of 0, where a rectifier has no derivative and a float may fall on the other side, and an output
 * is positive, so that a rectifier there has a gradient.
 *
 * @param theta parameters; floats, so that the kernel and the textbook begin with the same numbers
 * @param x features, one row an example; floats
 * @param y targets, one row an example: one-hot for cross-entropy
 */
record Draws(Topology topology, double[] theta, double[][] x, double[][] y) {
  private static final double KINK = 1e-3;

  /** All shapes with these widths that a network can have: hidden activation x output x loss. */
  static List<Topology> everyTopology(Integer... widths) {
    int hiddenLayers = widths.length - 2;
    List<Topology> topologies = new ArrayList<>();
    for (Activation hidden : Activation.values()) {
      for (Activation output : Activation.values()) {
        for (Loss loss : Loss.values()) {
          List<Activation> layers = new ArrayList<>(Collections.nCopies(hiddenLayers, hidden));
          layers.add(output);
          try {
            topologies.add(new Topology(Arrays.asList(widths), layers, loss));
          } catch (IllegalArgumentException e) {
            // TopologyTest says which
          }
        }
      }
    }
    return topologies.stream().distinct().toList();
  }

  /** The first draw that serves. */
  static Draws of(Topology topology, int examples) {
    for (int attempt = 0; attempt < 1000; attempt++) {
      Draws draws = draw(topology, examples, attempt);
      TextbookNetwork textbook = draws.textbook();
      if (textbook.nearestToKink(draws.x) > KINK && textbook.isAlive(draws.x)) {
        return draws;
      }
    }
    throw new IllegalStateException("no draw serves for " + topology);
  }

  private static Draws draw(Topology topology, int examples, int attempt) {
    CounterRandom random = CounterRandom.of(attempt, Purpose.WEIGHTS, 1000, examples);
    int next = 0;
    double[] theta = new double[topology.parameterCount()];
    for (int i = 0; i < theta.length; i++) {
      theta[i] = (float) (2.4 * random.uniform(next++) - 1.2);
    }
    double[][] x = new double[examples][topology.inputWidth()];
    double[][] y = new double[examples][topology.outputWidth()];
    for (int e = 0; e < examples; e++) {
      for (int i = 0; i < x[e].length; i++) {
        x[e][i] = (float) (4 * random.uniform(next++) - 2);
      }
      for (int i = 0; i < y[e].length; i++) {
        y[e][i] = (float) (4 * random.uniform(next++) - 2);
      }
      if (topology.loss() == Loss.CROSS_ENTROPY) {
        int label = (int) (random.uniform(next++) * y[e].length);
        Arrays.setAll(y[e], i -> i == label ? 1 : 0);
      }
    }
    return new Draws(topology, theta, x, y);
  }

  TextbookNetwork textbook() {
    return new TextbookNetwork(topology, theta);
  }

  int examples() {
    return x.length;
  }

  /** Gives a network these parameters and this batch. */
  void loadInto(Network network) {
    network.load(floats(theta));
    for (int e = 0; e < x.length; e++) {
      network.putExample(e, floats(x[e]), 0);
      System.arraycopy(floats(y[e]), 0, network.targets(), e * y[e].length, y[e].length);
    }
  }

  static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @Override
  public String toString() {
    return "%s %s %s, m = %d"
        .formatted(topology.widths(), topology.activations(), topology.loss(), x.length);
  }
}
