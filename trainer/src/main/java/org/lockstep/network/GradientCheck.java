package org.lockstep.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.lockstep.network.TextbookNetwork.Example;
import org.lockstep.network.input.TextbookInputs;

/**
 * Compares the gradients of backpropagation with central differences, in double precision.
 *
 * <pre>
 *   ∂J/∂θ_i ≈ (J(θ + h e_i) - J(θ - h e_i)) / 2h
 * </pre>
 *
 * <p>If a rectifier's kink lies between the two points, the difference is wrong, not the gradient:
 * where they disagree, a smaller h is tried, and the smaller error counts. Source: Goodfellow,
 * Bengio and Courville, "Deep Learning", 2016, 11.5.
 */
public final class GradientCheck {
  /** A gradient counts as different from 0 if its size is more than this share of the largest. */
  private static final double REAL = 1e-6;

  /** Below this share of the largest gradient, errors are measured against the share itself. */
  private static final double FLOOR = 1e-2;

  private static final double[] STEPS = {1e-4, 1e-5, 1e-6};
  private static final double GOOD = 1e-7;

  /** In place of a layer's index: the input stage. */
  private static final int INPUT = -1;

  private GradientCheck() {}

  /**
   * The result for a layer.
   *
   * @param number of the layer, from 1; 0 for the input stage
   * @param parameters how many the layer has
   * @param checked how many were compared; of an embedding, among those of words that occur, and of
   *     weights from sparse inputs of those that occur
   * @param real how many of those had a gradient that is different from 0, apart from rounding
   * @param worst the largest relative error
   */
  public record Layer(int number, int parameters, int checked, int real, double worst) {}

  /**
   * Compares the gradients of a network.
   *
   * @param theta the parameters
   * @param examples the batch
   * @param mostPerLayer parameters of a layer that are compared at most, spread evenly over it
   * @return one entry a layer, before them one of the input stage if it has parameters
   */
  public static List<Layer> of(
      Topology topology, double[] theta, List<Example> examples, int mostPerLayer) {
    double[] gradient = new TextbookNetwork(topology, theta).gradientSum(examples);
    double largest = 0;
    for (double g : gradient) {
      largest = Math.max(largest, Math.abs(g));
    }
    double[] moved = theta.clone();
    TextbookNetwork network = new TextbookNetwork(topology, moved);
    List<Layer> layers = new ArrayList<>();
    for (int l = topology.weightsOffset(0) > 0 ? INPUT : 0; l < topology.layerCount(); l++) {
      int count = topology.weightsOffset(l + 1) - (l == INPUT ? 0 : topology.weightsOffset(l));
      int[] places = l == INPUT ? used(topology, examples) : all(topology, l);
      if (l == 0 && !topology.sparse().areNone()) {
        count += topology.parameterCount() - topology.sparseOffset();
        places = IntStream.concat(Arrays.stream(places), usedSparse(topology, examples)).toArray();
      }
      int checked = Math.min(places.length, mostPerLayer);
      int real = 0;
      double worst = 0;
      for (int k = 0; k < checked; k++) {
        int i = places[(int) ((long) k * places.length / checked)];
        double error = Double.POSITIVE_INFINITY;
        for (int s = 0; s < STEPS.length && !(error <= GOOD); s++) {
          double numeric = difference(network, moved, i, STEPS[s], examples);
          double size = Math.max(Math.abs(gradient[i]), Math.abs(numeric));
          double apart = Math.abs(gradient[i] - numeric);
          error = Math.min(error, apart == 0 ? 0 : apart / Math.max(size, FLOOR * largest));
        }
        real += Math.abs(gradient[i]) > REAL * largest ? 1 : 0;
        worst = Math.max(worst, error);
      }
      layers.add(new Layer(LayerNames.number(l), count, checked, real, worst));
    }
    return layers;
  }

  /** The parameters of the input stage on which an example depends; no other has a gradient. */
  private static int[] used(Topology topology, List<Example> examples) {
    TextbookInputs inputs = new TextbookInputs(topology.input(), topology.inputWidth());
    BitSet used = new BitSet(topology.weightsOffset(0));
    examples.forEach(example -> inputs.markUsed(example.x(), used));
    return used.stream().toArray();
  }

  /** The weights from sparse inputs that occur. */
  private static IntStream usedSparse(Topology topology, List<Example> examples) {
    int units = topology.outputs(0);
    BitSet used = new BitSet();
    for (Example example : examples) {
      for (int k = topology.inputWidth() + 1; k < example.x().length; k += 2) {
        int input = (int) example.x()[k];
        int row = topology.sparseOffset() + input * units;
        used.set(row, row + units);
      }
    }
    return used.stream();
  }

  private static int[] all(Topology topology, int layer) {
    return IntStream.range(topology.weightsOffset(layer), topology.weightsOffset(layer + 1))
        .toArray();
  }

  private static double difference(
      TextbookNetwork network, double[] theta, int i, double step, List<Example> examples) {
    double before = theta[i];
    theta[i] = before + step;
    double above = network.lossSum(examples);
    theta[i] = before - step;
    double below = network.lossSum(examples);
    theta[i] = before;
    return (above - below) / (2 * step);
  }
}
