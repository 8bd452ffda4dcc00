package org.lockstep.export;

import java.util.List;
import org.lockstep.encoding.Transform;

/** Transforms of numbers, and their inverses, by operators of ONNX in double precision. */
final class OnnxTransforms {
  /** Below this the series is as exact as a double; above it the difference loses few digits. */
  private static final double SMALL = 1e-4;

  private OnnxTransforms() {}

  /** A transform; NaN or infinite for numbers that it does not take. */
  static String of(Transform transform, OnnxGraph graph, String x, String name) {
    return switch (transform) {
      case NONE -> x;
      case SQRT -> graph.node("Sqrt", name + "/sqrt", List.of(x));
      case LOG1P -> {
        String hint = name + "/log1p";
        String sum = graph.node("Add", hint + "_sum", List.of(one(graph, hint), x));
        String log = graph.node("Log", hint + "_log", List.of(sum));
        // x - x²/2 + x³/3
        yield small(graph, x, series(graph, x, -1 / 2.0, 1 / 3.0, hint), log, hint);
      }
    };
  }

  /** The inverse of a transform. */
  static String inverse(Transform transform, OnnxGraph graph, String y, String name) {
    return switch (transform) {
      case NONE -> y;
      case SQRT -> graph.node("Mul", name + "/square", List.of(y, y));
      case LOG1P -> {
        String hint = name + "/expm1";
        String power = graph.node("Exp", hint + "_exp", List.of(y));
        String less = graph.node("Sub", hint + "_less", List.of(power, one(graph, hint)));
        // y + y²/2 + y³/6
        yield small(graph, y, series(graph, y, 1 / 2.0, 1 / 6.0, hint), less, hint);
      }
    };
  }

  private static String one(OnnxGraph graph, String hint) {
    return graph.doubles(hint + "_one", List.of(1.0));
  }

  /** {@code x (1 + x (a + b x))}. */
  private static String series(OnnxGraph graph, String x, double a, double b, String hint) {
    String last = graph.node("Mul", hint, List.of(x, graph.doubles(hint + "_b", List.of(b))));
    String both = graph.node("Add", hint, List.of(last, graph.doubles(hint + "_a", List.of(a))));
    String inner = graph.node("Mul", hint, List.of(x, both));
    String factor = graph.node("Add", hint, List.of(inner, one(graph, hint)));
    return graph.node("Mul", hint + "_series", List.of(x, factor));
  }

  private static String small(OnnxGraph graph, String x, String near, String far, String hint) {
    String size = graph.node("Abs", hint + "_size", List.of(x));
    String isSmall =
        graph.node(
            "Less", hint + "_small", List.of(size, graph.doubles(hint + "_limit", List.of(SMALL))));
    return graph.where(isSmall, near, far, hint);
  }
}
