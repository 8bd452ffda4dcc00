package org.lockstep.metric;

import java.util.function.ToDoubleFunction;

/** Formulas of the metrics of classes. */
final class ClassFormulas {
  private ClassFormulas() {}

  static double ofPositive(Sums sums, ToDoubleFunction<Sums.Count> ofOne) {
    Sums.Classes classes = sums.ofClasses();
    return classes.positive().isPresent()
        ? ofOne.applyAsDouble(classes.counts().get(classes.positive().getAsInt()))
        : Double.NaN;
  }

  static double balancedAccuracy(Sums sums) {
    return sums.mean(count -> count.support() > 0, Sums.Count::recall);
  }

  /** (c s - Σ t p) / √((s² - Σ t²) (s² - Σ p²)) for c of s examples that are correct. */
  static double correlation(Sums sums) {
    double s = sums.weight();
    double both = sums.correct() * s;
    double labels = s * s;
    double predictions = s * s;
    for (Sums.Count count : sums.ofClasses().counts()) {
      both -= count.support() * count.predicted();
      labels -= count.support() * count.support();
      predictions -= count.predicted() * count.predicted();
    }
    double product = labels * predictions;
    return product == 0 ? 0 : both / Math.sqrt(product);
  }

  /** Σ |Σ w p - Σ w of those that occurred| / Σ w, the outer sum over the bins. */
  static double calibrationError(Sums sums) {
    double total = 0;
    for (ReliabilityBin bin : sums.ofClasses().reliability()) {
      total += Math.abs(bin.probability() - bin.occurred());
    }
    return total / sums.weight();
  }

  static double area(Sums sums, ToDoubleFunction<Sums.Areas> curve) {
    Sums.Classes classes = sums.ofClasses();
    if (classes.areas().isEmpty()) {
      return Double.NaN;
    }
    return classes.positive().isPresent()
        ? curve.applyAsDouble(classes.areas().get(classes.positive().getAsInt()))
        : classes.areas().stream()
            .mapToDouble(curve)
            .filter(area -> !Double.isNaN(area))
            .average()
            .orElse(Double.NaN);
  }
}
