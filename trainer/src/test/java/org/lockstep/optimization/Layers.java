package org.lockstep.optimization;

import java.util.List;
import org.lockstep.optimization.vector.ParameterKind;
import org.lockstep.optimization.vector.ParameterRange;

/** The layers of small networks. */
public final class Layers {
  /** Three inputs, two units, one output: W (2, 3) and b (2), W (1, 2) and b (1). */
  public static final List<ParameterRange> TWO =
      List.of(
          new ParameterRange(1, ParameterKind.WEIGHTS, 0, 6, 3),
          new ParameterRange(1, ParameterKind.BIASES, 6, 8, 1),
          new ParameterRange(2, ParameterKind.WEIGHTS, 8, 10, 2),
          new ParameterRange(2, ParameterKind.BIASES, 10, 11, 1));

  /** Parameters of {@link #TWO}. */
  public static final int PARAMETERS = 11;

  private Layers() {}
}
