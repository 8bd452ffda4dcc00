package org.lockstep.optimization;

import java.util.OptionalDouble;
import org.lockstep.Bounds;

/**
 * What keeps a step short where the loss is steep.
 *
 * <pre>
 *   g ← min(max(g, -v), v)             by value, each element
 *   g ← g min(1, c / ‖g‖)              by global norm, over all layers, biases included
 * </pre>
 *
 * <p>Source: Mikolov, "Statistical language models based on neural networks", thesis, Brno 2012
 * (value); Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks",
 * ICML 2013, algorithm 1 (norm).
 *
 * @param value v; greater than 0
 * @param globalNorm c; greater than 0; where both are set, the values are clipped first
 */
public record Clipping(OptionalDouble value, OptionalDouble globalNorm) {
  /** No clipping. */
  public static final Clipping NONE = new Clipping(OptionalDouble.empty(), OptionalDouble.empty());

  /** Checks the settings. */
  public Clipping {
    value.ifPresent(v -> Bounds.positive("value", v));
    globalNorm.ifPresent(c -> Bounds.positive("global-norm", c));
  }

  /** Clips a gradient, in place. */
  void clip(float[] g) {
    if (value.isPresent()) {
      float v = (float) value.getAsDouble();
      for (int i = 0; i < g.length; i++) {
        g[i] = Math.min(Math.max(g[i], -v), v);
      }
    }
    if (globalNorm.isPresent()) {
      double norm = Sums.norm(g, 0, g.length);
      if (norm > globalNorm.getAsDouble()) {
        float factor = (float) (globalNorm.getAsDouble() / norm);
        for (int i = 0; i < g.length; i++) {
          g[i] *= factor;
        }
      }
    }
  }
}
