package org.lockstep.optimization;

import java.util.List;
import java.util.OptionalDouble;
import org.lockstep.optimization.vector.Sums;
import org.lockstep.settings.value.Bound;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Values;

/**
 * Bounds the gradient where the loss is steep.
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
  /** v. */
  public static final Setting<Double> VALUE =
      Setting.of(
          "value",
          Values.number(Bound.POSITIVE, "0.5"),
          null,
          "The greatest magnitude of an element of the averaged gradient, with its"
              + " regularisation; applied before global-norm.");

  /** c. */
  public static final Setting<Double> GLOBAL_NORM =
      Setting.of(
          "global-norm",
          Values.number(Bound.POSITIVE, "1.0"),
          null,
          "The greatest norm of the whole averaged gradient, with its regularisation.");

  /** All of them, by their names in the block {@code training.clip}. */
  public static final List<Setting<?>> SETTINGS = List.of(VALUE, GLOBAL_NORM);

  /** No clipping. */
  public static final Clipping NONE = new Clipping(OptionalDouble.empty(), OptionalDouble.empty());

  /** Checks the settings. */
  public Clipping {
    value.ifPresent(VALUE::check);
    globalNorm.ifPresent(GLOBAL_NORM::check);
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
