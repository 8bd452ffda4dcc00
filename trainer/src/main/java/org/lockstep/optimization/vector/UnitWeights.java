package org.lockstep.optimization.vector;

import java.util.List;
import java.util.Optional;

/**
 * The weights into the units of a layer: those that lie unit by unit, and those of sparse inputs,
 * which lie input by input.
 *
 * <pre>
 *   ‖w_u‖² = Σ_k W_uk² + Σ_i V_iu²
 * </pre>
 *
 * @param unitByUnit W, (n_out, n_in); a row is what one unit has
 * @param inputByInput V, (width, n_out); a column is what one unit has; empty without sparse inputs
 */
public record UnitWeights(ParameterRange unitByUnit, Optional<ParameterRange> inputByInput) {
  /**
   * Those of each layer.
   *
   * @param ranges of parameters, the weights of a layer all or none
   */
  public static List<UnitWeights> of(List<ParameterRange> ranges) {
    List<ParameterRange> weights = ranges.stream().filter(ParameterRange::isWeights).toList();
    return weights.stream()
        .filter(range -> !range.isInputByInput())
        .map(range -> new UnitWeights(range, sparse(weights, range.layer())))
        .toList();
  }

  private static Optional<ParameterRange> sparse(List<ParameterRange> weights, int layer) {
    return weights.stream()
        .filter(range -> range.isInputByInput() && range.layer() == layer)
        .findFirst();
  }

  /**
   * Shortens the weights of each unit whose norm exceeds a bound: w ← w min(1, c / ‖w‖).
   *
   * @param theta the parameters, updated in place
   * @param c the bound, greater than 0
   */
  public void bound(float[] theta, double c) {
    int n = unitByUnit.rowLength();
    int units = (unitByUnit.to() - unitByUnit.from()) / n;
    double[] squares = new double[units];
    inputByInput.ifPresent(range -> addSquares(theta, range, squares));
    float[] factors = new float[units];
    boolean isAny = false;
    for (int u = 0; u < units; u++) {
      int row = unitByUnit.from() + u * n;
      double norm = Math.sqrt(Sums.products(theta, theta, row, row + n) + squares[u]);
      factors[u] = 1;
      if (norm > c) {
        factors[u] = (float) (c / norm);
        isAny = true;
        for (int i = row; i < row + n; i++) {
          theta[i] *= factors[u];
        }
      }
    }
    if (isAny) {
      inputByInput.ifPresent(range -> multiply(theta, range, factors));
    }
  }

  /** Adds the squares of each unit's weights, input by input: the bits depend on no more. */
  private static void addSquares(float[] theta, ParameterRange range, double[] squares) {
    for (int row = range.from(); row < range.to(); row += squares.length) {
      for (int u = 0; u < squares.length; u++) {
        squares[u] += (double) theta[row + u] * theta[row + u];
      }
    }
  }

  private static void multiply(float[] theta, ParameterRange range, float[] factors) {
    for (int row = range.from(); row < range.to(); row += factors.length) {
      for (int u = 0; u < factors.length; u++) {
        theta[row + u] *= factors[u];
      }
    }
  }
}
