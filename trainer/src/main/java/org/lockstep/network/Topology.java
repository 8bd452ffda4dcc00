package org.lockstep.network;

import java.io.Serializable;
import java.util.List;

/**
 * The shape of a network: the widths of its layers, their activations, and the loss at its output.
 *
 * @param widths units of the input, of each hidden layer and of the output; two or more, each 1 or
 *     more
 * @param activations one for each layer but the input
 * @param loss what is minimised at the output
 */
public record Topology(List<Integer> widths, List<Activation> activations, Loss loss)
    implements Serializable {
  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if it is not a network: too few widths, a width below 1, not
   *     one activation a layer, softmax before the output, cross-entropy without softmax
   */
  public Topology {
    widths = List.copyOf(widths);
    activations = List.copyOf(activations);
    check(widths.size() >= 2, "a network needs an input and an output width, got " + widths);
    check(widths.stream().allMatch(w -> w >= 1), "every width must be 1 or more, got " + widths);
    check(
        activations.size() == widths.size() - 1,
        "%d layers need as many activations, got %s".formatted(widths.size() - 1, activations));
    check(
        !activations.subList(0, activations.size() - 1).contains(Activation.SOFTMAX),
        "softmax belongs to the output layer alone, got " + activations);
    check(
        loss != Loss.CROSS_ENTROPY || activations.get(activations.size() - 1) == Activation.SOFTMAX,
        "cross-entropy needs a softmax output, got " + activations);
    long count = 0;
    for (int l = 1; l < widths.size(); l++) {
      count += (widths.get(l - 1) + 1L) * widths.get(l);
    }
    check(
        count <= Integer.MAX_VALUE - 8,
        "%,d parameters do not fit one vector of 2^31 floats".formatted(count));
  }

  /** Number of layers with weights: all but the input. */
  public int layerCount() {
    return activations.size();
  }

  /** Units that feed layer {@code layer}, counted from 0. */
  public int inputs(int layer) {
    return widths.get(layer);
  }

  /** Units of layer {@code layer}, counted from 0. */
  public int outputs(int layer) {
    return widths.get(layer + 1);
  }

  /** Units of the input. */
  public int inputWidth() {
    return widths.get(0);
  }

  /** Units of the output. */
  public int outputWidth() {
    return widths.get(widths.size() - 1);
  }

  /** Where W of layer {@code layer}, (n_out, n_in) row by row, begins in the parameter vector. */
  public int weightsOffset(int layer) {
    int offset = 0;
    for (int l = 0; l < layer; l++) {
      offset += (inputs(l) + 1) * outputs(l);
    }
    return offset;
  }

  /** Where b of layer {@code layer}, n_out values, begins in the parameter vector. */
  public int biasOffset(int layer) {
    return weightsOffset(layer) + inputs(layer) * outputs(layer);
  }

  /** Length of the parameter vector. */
  public int parameterCount() {
    return weightsOffset(layerCount());
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
