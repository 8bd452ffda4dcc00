package org.lockstep.optimization;

import java.util.List;
import org.lockstep.optimization.vector.LayerRange;

/** The layers of small networks. */
public final class Layers {
  /** Three inputs, two units, one output: W (2, 3) and b (2), W (1, 2) and b (1). */
  public static final List<LayerRange> TWO =
      List.of(new LayerRange(1, 0, 6, 8, 3), new LayerRange(2, 8, 10, 11, 2));

  /** Parameters of {@link #TWO}. */
  public static final int PARAMETERS = 11;

  private Layers() {}
}
