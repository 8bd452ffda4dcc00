package org.lockstep.network.kernel.vector;

import java.util.List;
import org.lockstep.network.kernel.ChainedProduct;
import org.lockstep.network.kernel.Matrix;

/**
 * A chained product by the Vector API for processors with 32 vector registers.
 *
 * <p>The loops from the outside: blocks of inner indices, so that a strip of B stays in the
 * first-level cache; strips of up to three vectors of columns; tiles of rows. There are no tiles
 * for what is left over. The last vector of a row is moved back so that it ends with the row, and a
 * tile that reaches beyond the last row computes that row again: such elements are computed twice
 * from the same values and stored twice with the same bits. Rows shorter than a vector are computed
 * in longer ones. All operands are read where they lie: copies of S in the order of the tiles took
 * longer than they spared.
 */
public final class VectorProduct implements ChainedProduct {
  /** With a strip of three vectors of 512 bits, 48 KB of B. */
  private static final int INNER_BLOCK = 256;

  /** Inner indices, and calls, by which the JIT compiles a tile. */
  private static final int COMPILING_INNER = 32;

  private static final int COMPILING_CALLS = 5000;

  /** By their width: of one vector, of two, ... */
  private final List<Tile> tiles = List.of(new Tile8x1(), new Tile8x2(), new Tile8x3());

  private final Strip strip = new Strip();

  /** B, the start and C of rows shorter than a vector; the rest of each row means nothing. */
  private float[] longB = new float[0];

  private final float[] longStart = new float[Tile.LANES];
  private float[] longC = new float[0];

  /**
   * Until C2 has compiled a tile, each of its vectors is an object on the heap, and it takes a
   * hundred times as long. C2 compiles a method after some thousand loops and some hundred calls.
   */
  @Override
  public void compile() {
    for (Tile tile : tiles) {
      int columns = tile.vectors() * Tile.LANES;
      float[] values = new float[INNER_BLOCK * columns];
      Matrix zeros = Matrix.rowByRow(values, 0, 1, columns);
      Matrix s = Matrix.rowByRow(values, 0, tile.rows(), COMPILING_INNER);
      Matrix b = Matrix.rowByRow(values, 0, COMPILING_INNER, columns);
      Matrix c = Matrix.rowByRow(new float[tile.rows() * columns], 0, tile.rows(), columns);
      for (int call = 0; call < COMPILING_CALLS; call++) {
        multiply(zeros, s, b, c);
      }
    }
  }

  @Override
  public void multiply(Matrix start, Matrix s, Matrix b, Matrix c) {
    if (c.columns() >= Tile.LANES) {
      multiplyVectors(start, s, b, c);
    } else {
      multiplyShortRows(start, s, b, c);
    }
  }

  private void multiplyShortRows(Matrix start, Matrix s, Matrix b, Matrix c) {
    longC = Floats.atLeast(c.rows() * Tile.LANES, longC);
    Matrix startOfAll = Matrix.rowByRow(longStart, 0, 1, Tile.LANES);
    Matrix cOfAll = Matrix.rowByRow(longC, 0, c.rows(), Tile.LANES);
    copy(start, startOfAll, c.columns());
    multiplyVectors(startOfAll, s, withWholeVectors(b), cOfAll);
    copy(cOfAll, c, c.columns());
  }

  /** B itself, if a vector from the last row on ends inside of its array; otherwise a copy. */
  private Matrix withWholeVectors(Matrix b) {
    if (b.index(b.rows() - 1, 0) + Tile.LANES <= b.values().length) {
      return b;
    }
    longB = Floats.atLeast(b.rows() * Tile.LANES, longB);
    Matrix copy = Matrix.rowByRow(longB, 0, b.rows(), Tile.LANES);
    copy(b, copy, b.columns());
    return copy;
  }

  private static void copy(Matrix from, Matrix to, int columns) {
    for (int i = 0; i < from.rows(); i++) {
      int f = from.index(i, 0);
      int t = to.index(i, 0);
      for (int j = 0; j < columns; j++) {
        to.values()[t + j] = from.values()[f + j];
      }
    }
  }

  private void multiplyVectors(Matrix start, Matrix s, Matrix b, Matrix c) {
    strip.s = s.values();
    strip.sRow = s.rowStride();
    strip.sStride = s.columnStride();
    strip.b = b.values();
    strip.bStride = b.rowStride();
    strip.c = c.values();
    strip.cOffset = c.offset();
    strip.cStride = c.rowStride();
    strip.lastRow = c.rows() - 1;
    strip.start = start.values();
    strip.startOffset = start.offset();
    strip.startStride = 0;
    for (int k = 0; k < s.columns(); k += INNER_BLOCK) {
      strip.inner = Math.min(INNER_BLOCK, s.columns() - k);
      strip.sOffset = s.index(0, k);
      strip.bOffset = b.index(k, 0);
      multiplyBlock(c.columns());
      strip.start = strip.c;
      strip.startOffset = strip.cOffset;
      strip.startStride = strip.cStride;
    }
  }

  /** Continues all chains by one block of inner indices. */
  private void multiplyBlock(int columns) {
    int vectors = (columns + Tile.LANES - 1) / Tile.LANES;
    int last = columns - Tile.LANES;
    int v = 0;
    while (v < vectors) {
      Tile tile = tiles.get(width(vectors - v) - 1);
      strip.column0 = Math.min(v * Tile.LANES, last);
      strip.column1 = Math.min((v + 1) * Tile.LANES, last);
      strip.column2 = Math.min((v + 2) * Tile.LANES, last);
      for (int row = 0; row <= strip.lastRow; row += tile.rows()) {
        tile.multiply(strip, row);
      }
      v += tile.vectors();
    }
  }

  /**
   * Vectors of the next strip. The last strip has two or more, if the row has: its last vector
   * overlaps the one before, and both must continue from what C held before either was stored.
   */
  private int width(int vectorsLeft) {
    int widest = tiles.size();
    if (vectorsLeft <= widest) {
      return vectorsLeft;
    }
    return vectorsLeft % widest == 1 ? widest - 1 : widest;
  }
}
