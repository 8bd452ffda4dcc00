package org.lockstep.network.input;

import java.io.Serializable;
import java.util.List;
import org.lockstep.SparseRun;

/**
 * Sparse inputs, which go into the first layer's product beside the others:
 *
 * <pre>
 *   Z = W A + b + Vᵀ X            V (width, n_out): the weights from the sparse inputs
 *   z ← fma(x, V_i, z)            for each number x that is not 0, in ascending order of its index i
 *   dV_i ← fma(x, dz, dV_i)       for each example in order; the other rows have the gradient 0
 * </pre>
 *
 * <p>V is W's part for these inputs, with a row for each input, so that a product reads, and a
 * gradient has, only the rows of inputs that occur. It is the end of the parameter vector, and to
 * the optimizers a tensor of layer 1 by itself: lamb scales its steps apart from those of W, and
 * the neural-tangent parametrisation leaves it as it is.
 *
 * @param width how many there are, zeros included; 0 for none
 * @param present how many of an example are not 0, about: the n_in that V's first values depend on
 */
public record SparseInputs(int width, int present) implements Serializable {
  /** No sparse inputs. */
  public static final SparseInputs NONE = new SparseInputs(0, 0);

  /** The name of V among the parameters. */
  static final String NAME = "sparse.weight";

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if there are too many inputs, or none of an example
   */
  public SparseInputs {
    if (width < 0
        || width > SparseRun.MOST_WIDTH
        || present > width
        || (present < 1 && width > 0)) {
      throw new IllegalArgumentException(
          "%,d sparse inputs of which %,d are not 0".formatted(width, present));
    }
  }

  /**
   * V within the parameter vector.
   *
   * @param from where it begins
   * @param units of the first layer, n_out
   */
  public InputTensor tensor(int from, int units) {
    return new InputTensor(NAME, from, List.of(width, units));
  }

  /** Whether there are none. */
  public boolean areNone() {
    return width == 0;
  }
}
