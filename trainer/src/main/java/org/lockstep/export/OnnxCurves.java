package org.lockstep.export;

import static org.lockstep.export.OnnxGraph.integer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.curve.InputCurves;
import org.lockstep.encoding.curve.NormalQuantile;
import org.lockstep.encoding.curve.QuantileCurve;
import org.lockstep.encoding.curve.SmoothClip;

/** The curves of inputs by operators of ONNX in double precision. */
final class OnnxCurves {
  private final OnnxGraph graph;
  private final InputCurves curves;

  OnnxCurves(OnnxGraph graph, InputCurves curves) {
    this.graph = graph;
    this.curves = curves;
  }

  /**
   * Adds the curves of all inputs.
   *
   * @param x the inputs before they are scaled, (N, inputs)
   * @param scaled by the linear scale, (N, inputs)
   * @return the inputs of the network, (N, inputs)
   */
  String apply(String x, String scaled, int inputs) {
    String z = curves.quantiles().isEmpty() ? scaled : byQuantiles(x, scaled, inputs);
    return curves.smoothClip().isEmpty() ? z : clipped(z, inputs);
  }

  /** {@code z / √(1 + (z / c)²)} where there is a bound c; c is infinite where there is none. */
  private String clipped(String z, int inputs) {
    List<Double> bounds =
        curves.smoothClip().stream().map(c -> c == 0 ? Double.POSITIVE_INFINITY : c).toList();
    String bound = graph.doubles("clip_bound", bounds, 1, inputs);
    String far = graph.doubles("clip_far", List.of(SmoothClip.FAR));
    String minusFar = graph.doubles("clip_minus_far", List.of(-SmoothClip.FAR));
    String near = graph.node("Clip", "clip_near", List.of(z, minusFar, far));
    String t = graph.node("Div", "clip_share", List.of(near, bound));
    String square = graph.node("Mul", "clip_square", List.of(t, t));
    String one = graph.doubles("clip_one", List.of(1.0));
    String sum = graph.node("Add", "clip_sum", List.of(one, square));
    String root = graph.node("Sqrt", "clip_root", List.of(sum));
    return graph.node("Div", "smooth", List.of(near, root));
  }

  /** The inputs that have quantiles behind the others, then all in their places. */
  private String byQuantiles(String x, String scaled, int inputs) {
    List<Long> linear = new ArrayList<>();
    List<Long> curved = new ArrayList<>();
    List<QuantileCurve> tables = new ArrayList<>();
    List<@Nullable QuantileCurve> all = curves.curves(inputs);
    for (int i = 0; i < inputs; i++) {
      QuantileCurve curve = all.get(i);
      if (curve == null) {
        linear.add((long) i);
      } else {
        curved.add((long) i);
        tables.add(curve);
      }
    }
    String z = normal(share(columns(x, curved, "ranked"), tables));
    if (linear.isEmpty()) {
      return z;
    }
    List<Long> order = new ArrayList<>(linear);
    order.addAll(curved);
    List<Long> places = new ArrayList<>(order);
    for (int i = 0; i < inputs; i++) {
      places.set(order.get(i).intValue(), (long) i);
    }
    String both = graph.beside(List.of(columns(scaled, linear, "linear"), z), "by_kind");
    return columns(both, places, "in_place");
  }

  private String columns(String x, List<Long> places, String hint) {
    String which = graph.longs(hint + "_columns", places, places.size());
    return graph.node("Gather", hint, List.of(x, which), integer("axis", 1));
  }

  /**
   * F(x) of {@link QuantileCurve}, for all columns at once: a binary search in tables of one length
   * that lie one behind the other, with -∞ in front of the first quantile and ∞ behind the last.
   */
  private String share(String x, List<QuantileCurve> tables) {
    int longest = tables.stream().mapToInt(table -> table.values().size()).max().orElseThrow();
    int length = Integer.highestOneBit(longest + 1) * 2;
    List<Double> values = new ArrayList<>();
    List<Double> from = new ArrayList<>();
    List<Double> to = new ArrayList<>();
    List<Long> starts = new ArrayList<>();
    for (QuantileCurve table : tables) {
      starts.add((long) values.size());
      append(values, Double.NEGATIVE_INFINITY, table.values(), Double.POSITIVE_INFINITY, length);
      append(from, 0, table.from(), 1, length);
      append(to, 0, table.to(), 1, length);
    }
    // one more, which an infinite number of a row that is not valid may look for
    values.add(Double.POSITIVE_INFINITY);
    from.add(1.0);
    to.add(1.0);
    String value = graph.doubles("quantiles", values, values.size());
    String first = graph.doubles("quantile_from", from, from.size());
    String last = graph.doubles("quantile_to", to, to.size());

    String at = graph.longs("quantile_starts", starts, 1, starts.size());
    for (int step = length / 2; step >= 1; step /= 2) {
      String next = graph.arithmetic("Add", at, step, "quantile_next");
      String there = graph.node("Gather", "quantile_there", List.of(value, next));
      String reached = graph.node("LessOrEqual", "quantile_reached", List.of(there, x));
      at = graph.where(reached, next, at, "quantile_at");
    }
    String above = graph.arithmetic("Add", at, 1, "quantile_above");
    String lower = graph.node("Gather", "quantile_lower", List.of(value, at));
    String upper = graph.node("Gather", "quantile_upper", List.of(value, above));
    String left = graph.node("Gather", "share_left", List.of(last, at));
    String right = graph.node("Gather", "share_right", List.of(first, above));
    String way = graph.node("Sub", "quantile_way", List.of(x, lower));
    String gap = graph.node("Sub", "quantile_gap", List.of(upper, lower));
    String part = graph.node("Div", "quantile_part", List.of(way, gap));
    String rise = graph.node("Sub", "share_rise", List.of(right, left));
    String risen = graph.node("Mul", "share_risen", List.of(part, rise));
    String between = graph.node("Add", "share_between", List.of(left, risen));

    String equal = graph.node("Equal", "quantile_equal", List.of(x, lower));
    String start = graph.node("Gather", "share_start", List.of(first, at));
    String ends = graph.node("Add", "share_ends", List.of(start, left));
    String two = graph.doubles("share_two", List.of(2.0));
    String middle = graph.node("Div", "share_middle", List.of(ends, two));
    String isFlat = graph.node("Equal", "share_flat", List.of(left, right)); // outside, 0 or 1
    String inside = graph.where(isFlat, left, between, "share_inside");
    return graph.where(equal, middle, inside, "share");
  }

  private static void append(
      List<Double> to, double front, List<Double> numbers, double behind, int length) {
    to.add(front);
    to.addAll(numbers);
    to.addAll(Collections.nCopies(length - numbers.size() - 1, behind));
  }

  /** {@link NormalQuantile} of a share. */
  private String normal(String share) {
    String least = graph.doubles("normal_least", List.of(NormalQuantile.LEAST));
    String most = graph.doubles("normal_most", List.of(1 - NormalQuantile.LEAST));
    String p = graph.node("Clip", "normal_p", List.of(share, least, most));
    String half = graph.doubles("normal_half", List.of(0.5));
    String q = graph.node("Sub", "normal_q", List.of(p, half));

    String squared = graph.node("Mul", "normal_q2", List.of(q, q));
    String limit = graph.doubles("normal_limit", List.of(NormalQuantile.MIDDLE));
    String limitSquared =
        graph.doubles("normal_limit2", List.of(NormalQuantile.MIDDLE * NormalQuantile.MIDDLE));
    String r = graph.node("Sub", "normal_r", List.of(limitSquared, squared));
    String middle =
        graph.node("Mul", "normal_middle", List.of(q, ratio(NormalQuantile.MIDDLE_RATIO, r)));

    String one = graph.doubles("normal_one", List.of(1.0));
    String other = graph.node("Sub", "normal_other", List.of(one, p));
    String smaller = graph.node("Min", "normal_smaller", List.of(p, other));
    String log =
        graph.node("Neg", "normal_log", List.of(graph.node("Log", "ln", List.of(smaller))));
    String root = graph.node("Sqrt", "normal_root", List.of(log));
    String tail = graph.doubles("normal_tail", List.of(NormalQuantile.TAIL));
    String beyond = graph.node("Sub", "normal_beyond", List.of(root, tail));
    String sign = graph.node("Sign", "normal_sign", List.of(q));
    String outer =
        graph.node("Mul", "normal_outer", List.of(sign, ratio(NormalQuantile.TAIL_RATIO, beyond)));

    String size = graph.node("Abs", "normal_size", List.of(q));
    String isMiddle = graph.node("LessOrEqual", "normal_inside", List.of(size, limit));
    return graph.where(isMiddle, middle, outer, "normal");
  }

  private String ratio(NormalQuantile.Ratio ratio, String r) {
    return graph.node(
        "Div",
        "normal_ratio",
        List.of(polynomial(ratio.numerator(), r), polynomial(ratio.denominator(), r)));
  }

  private String polynomial(List<Double> coefficients, String r) {
    String sum = graph.doubles("normal_a", coefficients.subList(0, 1));
    for (double coefficient : coefficients.subList(1, coefficients.size())) {
      String product = graph.node("Mul", "normal_product", List.of(sum, r));
      String a = graph.doubles("normal_a", List.of(coefficient));
      sum = graph.node("Add", "normal_sum", List.of(product, a));
    }
    return sum;
  }
}
