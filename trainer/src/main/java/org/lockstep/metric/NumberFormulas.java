package org.lockstep.metric;

import java.util.function.ToDoubleFunction;

/** Formulas of the metrics of numbers. */
final class NumberFormulas {
  private NumberFormulas() {}

  static double rootMeanSquare(Sums sums) {
    return Math.sqrt(
        mean(sums, output -> output.squaredError() * output.unit() * output.unit())
            / sums.weight());
  }

  static double explainedShare(Sums sums) {
    return mean(sums, output -> 1 - output.squaredError() / output.spread());
  }

  static double absolute(Sums sums) {
    return mean(sums, output -> errors(output).absolute() * output.unit()) / sums.weight();
  }

  static double relative(Sums sums) {
    return mean(sums, output -> errors(output).relative()) / sums.weight();
  }

  static double rootMeanSquaredLog(Sums sums) {
    return Math.sqrt(mean(sums, output -> errors(output).squaredLog()) / sums.weight());
  }

  static double explainedVariance(Sums sums) {
    return mean(sums, output -> 1 - errors(output).spread() / output.spread());
  }

  private static Sums.Errors errors(Sums.Output output) {
    return output.errors().orElseThrow();
  }

  /** The mean over the targets. */
  private static double mean(Sums sums, ToDoubleFunction<Sums.Output> ofOne) {
    double total = 0;
    for (Sums.Output output : sums.outputs()) {
      total += ofOne.applyAsDouble(output);
    }
    return total / sums.outputs().size();
  }
}
