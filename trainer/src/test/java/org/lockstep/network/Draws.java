package org.lockstep.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.lockstep.network.CounterRandom.Purpose;
import org.lockstep.network.TextbookNetwork.Example;
import org.lockstep.network.input.InputStage;

/**
 * Random parameters of a network and a batch for it. They are drawn again until no value is within
 * 1e-3 of a kink, where there is no derivative and rounding may change the side, and most
 * parameters have a gradient that a float represents well.
 *
 * @param theta parameters; floats, so that the kernel and the textbook begin with the same numbers
 * @param examples features, targets and weights, floats as well; visits where there is dropout
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Draws(Topology topology, double[] theta, List<Example> examples) {
  private static final double NEAR = 1e-3;

  /** The z at which some activation has a kink. */
  private static final double[] KINKS = {0, 3, -3};

  /** Every loss, cross-entropy with smoothed labels too; the bend of Huber's is amid the draws. */
  static final List<Loss> LOSSES =
      Stream.concat(
              Losses.usual().stream()
                  .map(loss -> loss instanceof Loss.Huber ? new Loss.Huber(0.7) : loss),
              Stream.of(new Loss.CrossEntropy(0.2)))
          .toList();

  /**
   * All shapes with these widths: hidden activation x output x loss x (dropout, layer norm, neither
   * or both with parametric activations too).
   */
  static Stream<Topology> everyTopology(Integer... widths) {
    List<Topology> topologies = new ArrayList<>();
    for (Activation hidden : Activation.values()) {
      for (Activation output : Activation.values()) {
        for (Loss loss : LOSSES) {
          topologies.addAll(variants(hidden, output, loss, widths));
        }
      }
    }
    return topologies.stream().distinct();
  }

  /** Every hidden activation with one output and loss, every output and loss with one hidden. */
  static Stream<Topology> everyPart(Integer... widths) {
    return everyTopology(widths)
        .filter(
            t ->
                t.layerCount() == 1
                    || t.activations().get(0) == Activation.TANH
                    || (t.loss().equals(new Loss.SquaredError())
                        && t.activations().get(t.layerCount() - 1) == Activation.IDENTITY));
  }

  private static List<Topology> variants(
      Activation hidden, Activation output, Loss loss, Integer... widths) {
    List<Activation> activations = new ArrayList<>(Collections.nCopies(widths.length - 2, hidden));
    activations.add(output);
    List<Topology> variants = new ArrayList<>();
    for (double dropout : widths.length == 2 ? new double[] {0} : new double[] {0, 0.3}) {
      for (boolean norm :
          widths.length == 2 ? new boolean[] {false} : new boolean[] {false, true}) {
        for (boolean parametric :
            widths.length == 2 || (dropout > 0) != norm
                ? new boolean[] {false}
                : new boolean[] {false, true}) {
          try {
            variants.add(
                new Topology(
                    Arrays.asList(widths),
                    activations,
                    loss,
                    dropout,
                    norm,
                    parametric,
                    InputStage.NONE));
          } catch (IllegalArgumentException e) {
            // TopologyTest says which
          }
        }
      }
    }
    return variants;
  }

  /** The first draw that meets these conditions. */
  static Draws of(Topology topology, int examples) {
    Draws best = draw(topology, examples, 0);
    double most = -1;
    for (int attempt = 0; attempt < 300; attempt++) {
      Draws draws = draw(topology, examples, attempt);
      double share = draws.isSmooth() ? draws.shareOfRealGradients() : -1;
      if (share > 0.6) {
        return draws;
      }
      if (share > most) {
        most = share;
        best = draws;
      }
    }
    if (most < 0) {
      throw new IllegalStateException("no draw serves for " + topology);
    }
    return best;
  }

  private static Draws draw(Topology topology, int count, int attempt) {
    CounterRandom random = CounterRandom.of(attempt, Purpose.WEIGHTS, 1000, count);
    int next = 0;
    double[] theta = new double[topology.parameterCount()];
    for (int i = 0; i < theta.length; i++) {
      theta[i] = (float) (2.4 * random.uniform(next++) - 1.2);
    }
    List<Example> examples = new ArrayList<>();
    for (int e = 0; e < count; e++) {
      double[] x = new double[topology.inputWidth()];
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) (4 * random.uniform(next++) - 2);
      }
      double[] y = new double[topology.outputWidth()];
      int label = (int) (random.uniform(next++) * y.length);
      boolean oneHot = !topology.loss().forNumbers();
      double[] range = topology.loss().targetRange();
      for (int i = 0; i < y.length; i++) {
        double free = 4 * random.uniform(next++) - 2;
        double within = Math.max(range[0], Math.min(range[1], free));
        y[i] = oneHot ? (i == label ? 1 : 0) : (float) within;
      }
      double weight = (float) (0.5 + random.uniform(next++));
      examples.add(new Example(x, y, weight, CounterRandom.of(attempt, Purpose.DROPOUT, 0, e)));
    }
    return new Draws(topology, theta, examples);
  }

  private boolean isSmooth() {
    for (Example example : examples) {
      double[][] z = textbook().weightedInputs(example);
      for (double[] layer : z) {
        for (double zi : layer) {
          for (double kink : KINKS) {
            if (!(Math.abs(zi - kink) > NEAR)) {
              return false;
            }
          }
        }
      }
      double[] a = textbook().forward(example);
      for (int i = 0; i < a.length; i++) {
        for (int k = 0; k < a.length; k++) {
          // |y - a| of the absolute error; margins and rivals of the hinge
          double gap = Math.abs(a[i] - a[k]);
          if (i != k
              && (gap < NEAR || Math.abs(gap - 1) < NEAR)
              && topology.loss() instanceof Loss.Hinge) {
            return false;
          }
        }
        if (topology.loss() instanceof Loss.AbsoluteError
            && Math.abs(a[i] - example.y()[i]) < NEAR) {
          return false;
        }
      }
    }
    return true;
  }

  private double shareOfRealGradients() {
    int real = 0;
    for (double g : textbook().gradientSum(examples)) {
      if (!(Math.abs(g) < 300)) {
        return -1;
      }
      real += Math.abs(g) > 1e-3 ? 1 : 0;
    }
    return (double) real / theta.length;
  }

  TextbookNetwork textbook() {
    return new TextbookNetwork(topology, theta);
  }

  /** The examples for evaluation, without dropout. */
  List<Example> withoutVisits() {
    return examples.stream().map(e -> new Example(e.x(), e.y(), e.weight(), null)).toList();
  }

  /** Loads these parameters and this batch into a network. */
  void loadInto(Network network) {
    network.load(floats(theta));
    for (int j = 0; j < examples.size(); j++) {
      Example example = examples.get(j);
      network.putExample(j, floats(example.x()), 0);
      network.weights()[j] = (float) example.weight();
      network.putVisit(j, example.visit());
      int n = example.y().length;
      System.arraycopy(floats(example.y()), 0, network.targets(), j * n, n);
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
    return "%s, m = %d".formatted(topology, examples.size());
  }
}
