package org.lockstep.encoding;

import org.lockstep.SparseRun;
import org.lockstep.UserException;
import org.lockstep.encoding.FeatureEncoder.ColumnEncoder;
import org.lockstep.encoding.row.RowBuffer;
import org.lockstep.encoding.row.SparseValues;

/**
 * A Spark ML vector of which only the numbers that are not 0 are kept, from the row to the first
 * layer's product: one input that says whether the vector is missing, and a run of indices and
 * numbers beside the inputs.
 *
 * <p>The numbers are divided by one divisor and not centred, so that 0 stays 0 and the shares of
 * the numbers stay as they are: tf-idf keeps its weights. A missing vector has no numbers, nor has
 * one of them that is NaN.
 *
 * @param name as the table spells it
 * @param type its Spark type when the model was trained
 * @param size numbers of a vector, zeros included
 * @param missing how null and NaN are treated; {@link Missing#INDICATOR} for the input
 * @param divisor of the numbers; greater than 0
 * @param present numbers of a vector that are not 0, the mean over the training rows, rounded up
 */
public record SparseColumn(
    String name, String type, int size, Missing missing, double divisor, int present)
    implements FeatureColumn {
  @Override
  public SparseColumn renamed(String other) {
    return new SparseColumn(other, type, size, missing, divisor, present);
  }

  @Override
  public int inputs() {
    return 1;
  }

  @Override
  public int scaledInputs() {
    return 0;
  }

  @Override
  public int sparseInputs() {
    return size;
  }

  @Override
  public void requireSound() {
    Rules.require(
        size >= 1 && size <= SparseRun.MOST_WIDTH,
        () -> "column %s has vectors of %,d numbers".formatted(name, size));
    Rules.require(
        divisor > 0 && divisor <= Double.MAX_VALUE,
        () -> "the divisor of column %s is %s".formatted(name, divisor));
    Rules.require(
        present >= 1 && present <= size,
        () -> "column %s has %,d numbers of %,d".formatted(name, present, size));
  }

  @Override
  public SparseEncoder encoder() {
    return new SparseEncoder();
  }

  /** Encodes the column's values on one thread; keeps the numbers of the last row. */
  final class SparseEncoder implements ColumnEncoder {
    private final SparseValues found = new SparseValues();
    private final SparseValues kept = new SparseValues();

    @Override
    public boolean encode(RowValues row, int column, double[] to, int from) {
      kept.clear();
      boolean lacks = row.isMissing(column);
      if (!lacks) {
        if (row.width(column) != size) {
          throw ValueErrors.width(SparseColumn.this, row.width(column), size);
        }
        row.present(column, found);
        lacks = keepNumbers();
      }
      if (lacks) {
        ValueErrors.requireAllowed(SparseColumn.this);
      }
      to[from] = lacks && missing == Missing.INDICATOR ? 1 : 0;
      return !lacks || missing != Missing.SKIP;
    }

    /** Keeps all but NaN; returns whether there was one. */
    private boolean keepNumbers() {
      boolean lacks = false;
      for (int k = 0; k < found.count(); k++) {
        double x = found.value(k);
        if (Double.isInfinite(x)) {
          throw new UserException(
              "column %s is infinite".formatted(name), "a row", "give a finite number");
        } else if (Double.isNaN(x)) {
          lacks = true;
        } else {
          kept.add(found.index(k), x);
        }
      }
      return lacks;
    }

    int count() {
      return kept.count();
    }

    /**
     * Adds the numbers of the last row to a run.
     *
     * @param base added to each index
     */
    void addTo(RowBuffer run, int base) {
      for (int k = 0; k < kept.count(); k++) {
        run.add(base + kept.index(k));
        run.add((float) (kept.value(k) / divisor));
      }
    }
  }
}
