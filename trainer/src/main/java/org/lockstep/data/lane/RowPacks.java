package org.lockstep.data.lane;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.lockstep.data.column.RowEncoder;
import org.lockstep.data.lane.LaneDealer.Selection;
import org.lockstep.data.table.RowHash;
import org.lockstep.data.table.RowsFingerprint;
import scala.Tuple2;

/**
 * Encodes the rows that a task is given, and collects those that are wanted by the chunk of the
 * hash range that they fall into.
 */
final class RowPacks implements Iterator<Tuple2<Object, float[]>> {
  /** Floats that a task collects for one chunk before it hands them on. */
  private static final int PACK_FLOATS = 1 << 14;

  /** Floats that it collects for all chunks, if there are many. */
  private static final int PACKS_FLOATS = 1 << 22;

  private final Iterator<InternalRow> rows;
  private final RowEncoder.Session session;
  private final Selection selection;
  private final long seed;
  private final int stride;
  private final float[][] open;
  private final int[] filled;
  private final int rowsPerPack;
  private final float[] row;
  private final RowsFingerprint seen = new RowsFingerprint();
  private final Queue<Tuple2<Object, float[]>> next = new ArrayDeque<>(1);
  private Consumer<RowsFingerprint> atEnd;
  private int leftover;

  /**
   * Creates the packs.
   *
   * @param atEnd hears of all rows that there were, wanted or not, when they have been read
   */
  RowPacks(
      Iterator<InternalRow> rows,
      RowEncoder encoder,
      Selection selection,
      int chunkCount,
      long seed,
      Consumer<RowsFingerprint> atEnd) {
    this.rows = rows;
    this.session = encoder.session();
    this.selection = selection;
    this.seed = seed;
    this.atEnd = atEnd;
    stride = encoder.stride();
    open = new float[chunkCount][];
    filled = new int[chunkCount];
    rowsPerPack = Math.max(1, Math.min(PACK_FLOATS, PACKS_FLOATS / chunkCount) / stride);
    row = new float[stride];
  }

  /** The rows alone, where it is known what chunk they are of. */
  static Iterator<float[]> floats(Iterator<Tuple2<Object, float[]>> packs) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return packs.hasNext();
      }

      @Override
      public float[] next() {
        return packs.next()._2();
      }
    };
  }

  @Override
  public boolean hasNext() {
    while (next.isEmpty() && rows.hasNext()) {
      take(rows.next());
    }
    while (next.isEmpty() && leftover < open.length) {
      if (filled[leftover] > 0) {
        close(leftover);
      }
      leftover++;
    }
    if (next.isEmpty()) {
      atEnd.accept(seen);
      atEnd = again -> {};
    }
    return !next.isEmpty();
  }

  @Override
  public Tuple2<Object, float[]> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return next.remove();
  }

  private void take(InternalRow source) {
    seen.add(source);
    if (!isEncoded(source)) {
      return;
    }
    int chunk = chunk(RowHash.of(row, 0, stride, seed));
    if (open[chunk] == null) {
      open[chunk] = new float[rowsPerPack * stride];
    }
    System.arraycopy(row, 0, open[chunk], filled[chunk], stride);
    filled[chunk] += stride;
    if (filled[chunk] == open[chunk].length) {
      close(chunk);
    }
  }

  private boolean isEncoded(InternalRow source) {
    try {
      return isWanted(source) && session.encode(source, row, 0);
    } catch (RuntimeException e) {
      throw new NotSurveyedException(e);
    }
  }

  private boolean isWanted(InternalRow source) {
    return switch (selection.part()) {
      case ALL -> true;
      case KEPT -> !session.isHeldBack(source, selection.share(), seed);
      case HELD_BACK -> session.isHeldBack(source, selection.share(), seed);
    };
  }

  /** The chunks divide the unsigned 64-bit numbers evenly, in their order. */
  private int chunk(long hash) {
    return (int) (((hash >>> 32) * open.length) >>> 32);
  }

  private void close(int chunk) {
    next.add(new Tuple2<>(chunk, Arrays.copyOf(open[chunk], filled[chunk])));
    filled[chunk] = 0;
  }

  /** A row that cannot be encoded, so the survey has not seen it. */
  static final class NotSurveyedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotSurveyedException(RuntimeException cause) {
      super("a row cannot be encoded by what the survey has found: " + cause.getMessage(), cause);
    }
  }
}
