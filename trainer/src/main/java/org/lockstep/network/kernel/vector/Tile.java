package org.lockstep.network.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loop: a block of a product's elements that stays in registers for all k of a block.
 *
 * <p>Each tile is written out, since the JIT keeps a vector in a register only if it is a local
 * variable. For each k a tile loads a few vectors of B once and a scalar of S for each row; enough
 * chains hide the latency of the multiply-adds.
 *
 * <p>Two things make the JIT keep vectors on the heap instead, which takes ten times as long and
 * more: a helper method around a call of the Vector API, since only the API's own methods are
 * inlined without limit; and vectors of a second species anywhere in the process, since their
 * classes share the code of {@link FloatVector}.
 */
abstract class Tile {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Elements of a vector. */
  static final int LANES = SPECIES.length();

  /** Columns of a panel of B, of two vectors. */
  static final int PANEL = 2 * LANES;

  private final int rows;
  private final int vectors;

  Tile(int rows, int vectors) {
    this.rows = rows;
    this.vectors = vectors;
  }

  /** Rows that it computes at once. */
  int rows() {
    return rows;
  }

  /** Vectors of each row that it computes at once. */
  int vectors() {
    return vectors;
  }

  /**
   * Continues the chains of {@link #rows} rows by the inner indices of {@code strip}.
   *
   * @param row the first of them; a multiple of {@link #rows}
   */
  abstract void multiply(Strip strip, int row);
}
