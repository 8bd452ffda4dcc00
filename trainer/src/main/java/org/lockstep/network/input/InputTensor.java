package org.lockstep.network.input;

import java.util.List;

/**
 * A parameter of the input stage within the parameter vector.
 *
 * @param name as in the model's {@code weights.safetensors}
 * @param from its first element
 * @param shape its sizes, the last of which changes fastest
 */
public record InputTensor(String name, int from, List<Integer> shape) {
  /** Copies the list. */
  public InputTensor {
    shape = List.copyOf(shape);
  }

  /** The number of its elements. */
  public int count() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** The element after its last. */
  public int to() {
    return from + count();
  }

  /** Whether it is the scale of the first layer's inputs. */
  public boolean isScale() {
    return name.equals(InputStage.SCALE);
  }

  /** Whether it is the weights from sparse inputs, which belong to the first layer. */
  public boolean isSparse() {
    return name.equals(SparseInputs.NAME);
  }

  /** The sizes as an array. */
  public int[] sizes() {
    return shape.stream().mapToInt(Integer::intValue).toArray();
  }
}
