package org.lockstep.data.survey;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.curve.InputCurves;

/** The scales of inputs, fitted to the statistics of their columns one after the other. */
final class InputScales {
  /** Quantiles that a scaling by quantiles stores, as many as scikit-learn by default. */
  private static final int MOST_QUANTILES = 1_000;

  /** Divided by this, the difference of two numbers of a column is 0 as a float. */
  private static final double TO_ZERO = Double.MAX_VALUE;

  private final double smoothClip;
  private final List<Double> offsets = new ArrayList<>();
  private final List<Double> divisors = new ArrayList<>();
  private final List<List<Double>> quantiles = new ArrayList<>();
  private final List<Double> bounds = new ArrayList<>();

  /**
   * Creates the scales of no inputs.
   *
   * @param smoothClip the bound of scaled numbers; empty for none
   */
  InputScales(Optional<Double> smoothClip) {
    this.smoothClip = smoothClip.orElse(0.0);
  }

  /** Adds an input that is neither scaled nor clipped. */
  void addPlain() {
    add(0, 1, List.of(), 0);
  }

  /** Adds a scaled input. */
  void add(Scaling scaling, ElementStatistics place) {
    switch (scaling) {
      case NONE -> add(0, 1, List.of(), smoothClip);
      case STANDARD -> add(place.mean(), orOne(place.standardDeviation()), List.of(), smoothClip);
      case MIN_MAX -> add(place.min, orOne(place.max - place.min), List.of(), smoothClip);
      case ROBUST -> {
        double[] quartiles = place.histogram().quantiles(0.25, 0.5, 0.75);
        double range = quartiles[2] - quartiles[0];
        double spread = range > 0 ? range : (place.max - place.min) / 2;
        add(quartiles[1], spread > 0 ? spread : TO_ZERO, List.of(), smoothClip);
      }
      case QUANTILE -> add(0, 1, quantiles(place), smoothClip);
    }
  }

  /** 1 for a constant element, which is only shifted to 0. */
  private static double orOne(double spread) {
    return spread == 0 ? 1 : spread;
  }

  private static List<Double> quantiles(ElementStatistics place) {
    int n = (int) Math.min(MOST_QUANTILES, place.count);
    double[] shares = new double[n];
    for (int k = 0; k < n; k++) {
      shares[k] = n == 1 ? 0 : k / (n - 1.0);
    }
    return DoubleStream.of(place.histogram().quantiles(shares)).boxed().toList();
  }

  private void add(double offset, double divisor, List<Double> ownQuantiles, double bound) {
    offsets.add(offset);
    divisors.add(divisor);
    quantiles.add(ownQuantiles);
    bounds.add(bound);
  }

  /** The linear scales. */
  LinearScale linear() {
    return new LinearScale(offsets, divisors);
  }

  /** What the inputs go through beside them. */
  InputCurves curves() {
    return new InputCurves(quantiles, bounds);
  }
}
