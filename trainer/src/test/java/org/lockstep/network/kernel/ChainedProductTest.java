package org.lockstep.network.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares every element of a product with the chain that defines it, bit for bit. */
class ChainedProductTest {
  private static final int[] ROWS = {1, 2, 5, 6, 7, 8, 9, 12, 16, 17};
  private static final int[] COLUMNS = {1, 3, 8, 15, 16, 17, 31, 32, 33, 48, 50, 64, 79, 130};
  private static final int[] INNER = {1, 2, 3, 4, 7, 64};

  static Stream<Named<Supplier<ChainedProduct>>> implementations() {
    return Stream.of(
        Named.of("plain loops", ScalarProduct::new),
        Named.of("Vector API", ChainedProducts::fastest));
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void everyShapeHasTheBitsOfAScalarFmaChain(Supplier<ChainedProduct> implementation) {
    ChainedProduct product = implementation.get();
    Random random = new Random(1);
    for (int rows : ROWS) {
      for (int columns : COLUMNS) {
        for (int inner : INNER) {
          assertDefinition(product, rows, inner, columns, KernelDigest::draws, random);
        }
      }
    }
  }

  /** Beyond the 256 inner indices of a block the chains go on. */
  @ParameterizedTest
  @MethodSource("implementations")
  void aLongChainIsOneChain(Supplier<ChainedProduct> implementation) {
    ChainedProduct product = implementation.get();
    Random random = new Random(2);
    for (int columns : COLUMNS) {
      for (int inner : new int[] {255, 256, 257, 600}) {
        assertDefinition(product, 11, inner, columns, KernelDigest::draws, random);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void infinitiesAndNansPropagate(Supplier<ChainedProduct> implementation) {
    ChainedProduct product = implementation.get();
    Random random = new Random(3);
    for (int columns : COLUMNS) {
      assertDefinition(product, 9, 5, columns, ChainedProductTest::extremes, random);
    }
  }

  private static float[] extremes(int count, Random random) {
    float[] draws = new float[count];
    for (int i = 0; i < count; i++) {
      draws[i] =
          switch (random.nextInt(12)) {
            case 0 -> Float.NaN;
            case 1 -> Float.POSITIVE_INFINITY;
            case 2 -> Float.NEGATIVE_INFINITY;
            case 3 -> Float.MAX_VALUE;
            case 4 -> -Float.MIN_VALUE;
            default -> random.nextFloat() - 0.5f;
          };
    }
    return draws;
  }

  private interface Draws {
    float[] of(int count, Random random);
  }

  /** S once row by row and once column by column; all within longer arrays, which stay. */
  private static void assertDefinition(
      ChainedProduct product, int rows, int inner, int columns, Draws draws, Random random) {
    Matrix start = Matrix.rowByRow(draws.of(columns + 5, random), 5, 1, columns);
    Matrix b = Matrix.rowByRow(draws.of(inner * columns + 3, random), 3, inner, columns);
    for (boolean columnByColumn : new boolean[] {false, true}) {
      float[] scalars = draws.of(rows * inner + 2, random);
      Matrix s =
          columnByColumn
              ? Matrix.rowByRow(scalars, 2, inner, rows).transposed()
              : Matrix.rowByRow(scalars, 2, rows, inner);
      float[] result = new float[1 + rows * columns + 20];
      Arrays.fill(result, 7);
      float[] expected = result.clone();
      chains(start, s, b, Matrix.rowByRow(expected, 1, rows, columns));

      product.multiply(start, s, b, Matrix.rowByRow(result, 1, rows, columns));

      float[] ofPanels = new float[result.length];
      Arrays.fill(ofPanels, 7);
      product.multiply(start, s, inPanels(b, product), Matrix.rowByRow(ofPanels, 1, rows, columns));

      assertThat(result)
          .as("(%d, %d) times (%d, %d), %s", rows, inner, inner, columns, columnByColumn)
          .isEqualTo(expected);
      assertThat(ofPanels)
          .as("(%d, %d) times (%d, %d) in panels", rows, inner, inner, columns)
          .isEqualTo(expected);
    }
  }

  private static Panels inPanels(Matrix b, ChainedProduct product) {
    float[] transposed = new float[b.rows() * b.columns()];
    for (int i = 0; i < b.rows(); i++) {
      for (int j = 0; j < b.columns(); j++) {
        transposed[j * b.rows() + i] = b.values()[b.index(i, j)];
      }
    }
    Panels panels = new Panels(b.rows(), b.columns(), product.panelWidth(b.columns()));
    panels.setTransposed(transposed, 0);
    return panels;
  }

  private static void chains(Matrix start, Matrix s, Matrix b, Matrix c) {
    for (int r = 0; r < c.rows(); r++) {
      for (int v = 0; v < c.columns(); v++) {
        float chain = start.values()[start.index(0, v)];
        for (int k = 0; k < s.columns(); k++) {
          chain = Math.fma(s.values()[s.index(r, k)], b.values()[b.index(k, v)], chain);
        }
        c.values()[c.index(r, v)] = chain;
      }
    }
  }
}
