package org.lockstep.network.kernel.vector;

import java.util.List;
import org.lockstep.network.kernel.ChainedProduct;
import org.lockstep.network.kernel.Matrix;
import org.lockstep.network.kernel.Panels;

/**
 * A chained product by the Vector API for processors with 16 vector registers.
 *
 * <p>The loops from the outside: blocks of inner indices; panels of two vectors of columns, of
 * which one block stays in the first-level cache; tiles of five rows. A tile finds its blocks of S
 * and B at consecutive addresses and at a stride that the JIT knows, so that no access in its loop
 * needs a check of its range: with fewer registers there are fewer multiply-adds to hide them
 * behind. So B is packed, some panels at a time, and S too, unless it lies row by row and has few
 * panels to be multiplied with.
 */
public final class PackedVectorProduct implements ChainedProduct {
  /** Most inner indices of a block: 18 KB of a panel of vectors of 256 bits. */
  private static final int INNER_BLOCK = 288;

  /** Panels that are packed at once, for which a row of B is read in one piece. */
  private static final int GROUP = 4;

  /** With fewer panels a copy of S takes longer than it spares. */
  private static final int PANELS_FOR_COPY = 8;

  /** Inner indices, and calls, by which the JIT compiles a tile. */
  private static final int COMPILING_INNER = 32;

  private static final int COMPILING_CALLS = 5000;

  /** For S row by row, and for a copy of it. */
  private final List<Tile> tiles = List.of(new Tile4x2(), new Tile5x2());

  /** The one of the current block. */
  private Tile tile = tiles.get(0);

  private final Strip strip = new Strip();
  private final Packed packed = new Packed();

  /** The start and C of the last panel, if the columns do not fill it. */
  private final float[] tailStart = new float[Tile.PANEL];

  private float[] tailC = new float[0];

  @Override
  public int panelWidth(int columns) {
    return Tile.PANEL;
  }

  @Override
  public void multiply(Matrix start, Matrix s, Matrix b, Matrix c) {
    int blocks = blocks(s);
    for (int block = 0; block < blocks; block++) {
      int panels = panels(c);
      int k = beginBlock(block, blocks, panels, s);
      for (int p = 0; p < panels; p += GROUP) {
        int count = Math.min(GROUP, panels - p);
        packed.packB(b, k, strip.inner, p * Tile.PANEL, count);
        strip.b = packed.b();
        for (int i = 0; i < count; i++) {
          strip.bOffset = packed.panel(i, strip.inner);
          multiplyPanel(p + i, k == 0, start, c);
        }
      }
    }
    endTail(c);
  }

  @Override
  public void multiply(Matrix start, Matrix s, Panels b, Matrix c) {
    int blocks = blocks(s);
    strip.b = b.values();
    for (int block = 0; block < blocks; block++) {
      int panels = panels(c);
      int k = beginBlock(block, blocks, panels, s);
      for (int p = 0; p < panels; p++) {
        strip.bOffset = b.index(k, p * Tile.PANEL);
        multiplyPanel(p, k == 0, start, c);
      }
    }
    endTail(c);
  }

  private static int panels(Matrix c) {
    return (c.columns() + Tile.PANEL - 1) / Tile.PANEL;
  }

  private static int blocks(Matrix s) {
    return (s.columns() + INNER_BLOCK - 1) / INNER_BLOCK;
  }

  /** Sets the inner indices and the block of S. Returns the first index. */
  private int beginBlock(int block, int blocks, int panels, Matrix s) {
    int size = (s.columns() + blocks - 1) / blocks;
    int k = block * size;
    strip.inner = Math.min(size, s.columns() - k);
    strip.lastRow = s.rows() - 1;
    if (s.columnStride() == 1 && panels < PANELS_FOR_COPY) {
      tile = tiles.get(0);
      strip.s = s.values();
      strip.sOffset = s.index(0, k);
      strip.sRow = s.rowStride();
    } else {
      tile = tiles.get(1);
      packed.packS(s, k, strip.inner);
      strip.s = packed.s();
      strip.sOffset = 0;
    }
    return k;
  }

  /** Continues the chains of one panel's columns by one block of inner indices. */
  private void multiplyPanel(int p, boolean first, Matrix start, Matrix c) {
    int column = p * Tile.PANEL;
    boolean tail = column + Tile.PANEL > c.columns();
    if (tail) {
      tailC = Floats.atLeast(c.rows() * Tile.PANEL, tailC);
      strip.c = tailC;
      strip.cOffset = 0;
      strip.cStride = Tile.PANEL;
    } else {
      strip.c = c.values();
      strip.cOffset = c.index(0, column);
      strip.cStride = c.rowStride();
    }
    if (!first) {
      strip.start = strip.c;
      strip.startOffset = strip.cOffset;
      strip.startStride = strip.cStride;
    } else if (tail) {
      System.arraycopy(start.values(), start.index(0, column), tailStart, 0, c.columns() - column);
      strip.start = tailStart;
      strip.startOffset = 0;
      strip.startStride = 0;
    } else {
      strip.start = start.values();
      strip.startOffset = start.index(0, column);
      strip.startStride = 0;
    }
    for (int row = 0; row <= strip.lastRow; row += tile.rows()) {
      tile.multiply(strip, row);
    }
  }

  /** Copies the columns of the last panel to C, if they do not fill it. */
  private void endTail(Matrix c) {
    int columns = c.columns() % Tile.PANEL;
    if (columns != 0) {
      int column = c.columns() - columns;
      for (int r = 0; r < c.rows(); r++) {
        int t = c.index(r, column);
        for (int j = 0; j < columns; j++) {
          c.values()[t + j] = tailC[r * Tile.PANEL + j];
        }
      }
    }
  }

  /**
   * Until C2 has compiled a tile, each of its vectors is an object on the heap, and it takes a
   * hundred times as long. C2 compiles a method after some thousand loops and some hundred calls.
   */
  @Override
  public void compile() {
    int rows = Tile5x2.ROWS;
    float[] values = new float[COMPILING_INNER * Tile.PANEL];
    Matrix zeros = Matrix.rowByRow(values, 0, 1, Tile.PANEL);
    Matrix rowByRow = Matrix.rowByRow(values, 0, rows, COMPILING_INNER);
    Matrix columnByColumn = Matrix.rowByRow(values, 0, COMPILING_INNER, rows).transposed();
    Matrix b = Matrix.rowByRow(values, 0, COMPILING_INNER, Tile.PANEL);
    Matrix c = Matrix.rowByRow(new float[rows * Tile.PANEL], 0, rows, Tile.PANEL);
    for (int call = 0; call < COMPILING_CALLS; call++) {
      multiply(zeros, rowByRow, b, c);
      multiply(zeros, columnByColumn, b, c);
    }
  }
}
