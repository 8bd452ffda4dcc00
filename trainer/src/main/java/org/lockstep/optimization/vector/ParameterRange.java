package org.lockstep.optimization.vector;

import java.io.Serializable;

/**
 * A range of the parameter vector whose parameters are of one kind and belong to one layer.
 *
 * <p>The ranges of a network follow one another and cover its vector. Those of an input stage,
 * whose layer is 0, lie before those of layer 1.
 *
 * @param layer number of the layer, from 1; {@value #INPUT} for what lies before the first one
 * @param kind what they are
 * @param from index of the first
 * @param to index after the last
 * @param rowLength length of a row, what one unit has of them, such as n_in weights; 1 where those
 *     of a unit do not lie together
 * @param isInputByInput whether they are weights that lie input by input, n_out of each, and not
 *     unit by unit
 */
public record ParameterRange(
    int layer, ParameterKind kind, int from, int to, int rowLength, boolean isInputByInput)
    implements Serializable {
  /** The number in place of a layer's of what lies before the first layer. */
  public static final int INPUT = 0;

  /** Parameters that lie unit by unit. */
  public ParameterRange(int layer, ParameterKind kind, int from, int to, int rowLength) {
    this(layer, kind, from, to, rowLength, false);
  }

  /** Whether penalties, decay and bounds of weights act on them. */
  public boolean isWeights() {
    return kind == ParameterKind.WEIGHTS;
  }
}
