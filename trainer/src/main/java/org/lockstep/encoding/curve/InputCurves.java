package org.lockstep.encoding.curve;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the inputs of a network go through beside their linear scale.
 *
 * @param quantiles of each input's numbers, by which a {@link QuantileCurve} takes the place of the
 *     linear scale; none for an input that has a linear scale; empty if all have
 * @param smoothClip the bound of each input's {@link SmoothClip}, after its scale; 0 for none;
 *     empty if no input has one
 */
public record InputCurves(
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<List<Double>> quantiles,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Double> smoothClip)
    implements Serializable {
  /** Linear scales alone. */
  public static final InputCurves NONE = new InputCurves(List.of(), List.of());

  /** Copies the lists; one without any curve becomes empty. */
  public InputCurves(@Nullable List<List<Double>> quantiles, @Nullable List<Double> smoothClip) {
    this.quantiles =
        quantiles == null || quantiles.stream().allMatch(List::isEmpty)
            ? List.of()
            : quantiles.stream().map(List::copyOf).toList();
    this.smoothClip =
        smoothClip == null || smoothClip.stream().allMatch(bound -> bound == 0)
            ? List.of()
            : List.copyOf(smoothClip);
  }

  /** The quantiles of input {@code i}; empty if it has a linear scale. */
  public List<Double> quantilesOf(int i) {
    return quantiles.isEmpty() ? List.of() : quantiles.get(i);
  }

  /** The bound of the smooth clip of input {@code i}; 0 without one. */
  public double smoothClipOf(int i) {
    return smoothClip.isEmpty() ? 0 : smoothClip.get(i);
  }

  /** Whether there is none. */
  @JsonIgnore
  public boolean isNone() {
    return quantiles.isEmpty() && smoothClip.isEmpty();
  }

  /** Those of the inputs {@code from} to {@code to - 1}. */
  public InputCurves slice(int from, int to) {
    return new InputCurves(
        quantiles.isEmpty() ? quantiles : quantiles.subList(from, to),
        smoothClip.isEmpty() ? smoothClip : smoothClip.subList(from, to));
  }

  /** The curve of each input; null for one that has a linear scale. */
  public List<@Nullable QuantileCurve> curves(int inputs) {
    List<@Nullable QuantileCurve> curves = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      curves.add(quantilesOf(i).isEmpty() ? null : new QuantileCurve(quantilesOf(i)));
    }
    return curves;
  }

  /**
   * Checks curves that were read from a file.
   *
   * @param inputs of the network
   * @throws IllegalArgumentException if there is not one of each for each input, quantiles are not
   *     finite or not ascending, or a bound is not finite or negative
   */
  public void requireSound(int inputs) {
    if ((!quantiles.isEmpty() && quantiles.size() != inputs)
        || (!smoothClip.isEmpty() && smoothClip.size() != inputs)) {
      throw new IllegalArgumentException(
          "the curves are of %d and %d inputs, not of %d"
              .formatted(quantiles.size(), smoothClip.size(), inputs));
    }
    for (int i = 0; i < inputs; i++) {
      double before = -Double.MAX_VALUE;
      for (double quantile : quantilesOf(i)) {
        if (!Double.isFinite(quantile) || quantile < before) {
          throw new IllegalArgumentException(
              "the quantiles of input %d: %s stands behind %s".formatted(i, quantile, before));
        }
        before = quantile;
      }
      double bound = smoothClipOf(i);
      if (!(bound >= 0 && Double.isFinite(bound))) {
        throw new IllegalArgumentException("the smooth clip of input %d is %s".formatted(i, bound));
      }
    }
  }

  /** For Jackson: the default value, which is not written. */
  public static final class OrNone {
    @Override
    public boolean equals(@Nullable Object other) {
      return other == null || NONE.equals(other);
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }
}
