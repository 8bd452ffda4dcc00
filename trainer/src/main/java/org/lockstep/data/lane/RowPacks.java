package org.lockstep.data.lane;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.column.RowEncoder;
import org.lockstep.data.column.RowSplit;
import org.lockstep.data.table.RowHash;
import org.lockstep.data.table.RowsFingerprint;
import org.lockstep.encoding.row.RowBuffer;
import scala.Tuple2;

/**
 * Encodes the rows of a task and groups them by the chunk that they belong to; an element is the
 * number of a chunk and some of its encoded rows.
 */
final class RowPacks implements Iterator<Tuple2<Object, float[]>> {
  /** Floats that a task collects for a chunk before it emits them. */
  private static final int PACK_FLOATS = 1 << 14;

  /** Floats that it collects for all chunks together, if there are many. */
  private static final int PACKS_FLOATS = 1 << 22;

  private final Iterator<InternalRow> rows;
  private final RowDivision division;
  private final RowEncoder.Session session;
  private final Optional<MarkedRows> marked;
  private final ChunkPlan plan;
  private final @Nullable RowBuffer[] open;
  private final int packFloats;
  private final RowBuffer row;
  private final RowsFingerprint seen = new RowsFingerprint();
  private final Queue<Tuple2<Object, float[]>> next = new ArrayDeque<>(1);
  private Consumer<RowPacks> atEnd;
  private int leftover;

  /**
   * Creates the packs.
   *
   * @param atEnd receives this object when all rows have been read
   */
  RowPacks(
      Iterator<InternalRow> rows, RowDivision division, ChunkPlan plan, Consumer<RowPacks> atEnd) {
    this.rows = rows;
    this.division = division;
    this.session = division.encoder().session();
    this.marked = MarkedRows.of(division);
    this.plan = plan;
    this.atEnd = atEnd;
    int usual = division.encoder().shape().usual();
    int chunkCount = plan.chunkCount();
    open = new RowBuffer[chunkCount];
    int rowsPerPack = Math.max(1, Math.min(PACK_FLOATS, PACKS_FLOATS / chunkCount) / usual);
    packFloats = Math.multiplyExact(rowsPerPack, usual);
    row = new RowBuffer(usual);
  }

  /** The rows without the numbers of their chunks. */
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
      RowBuffer pack = open[leftover];
      if (pack != null && pack.length() > 0) {
        close(leftover, pack);
      }
      leftover++;
    }
    if (next.isEmpty()) {
      atEnd.accept(this);
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
    if (division.split().leavesOut() && part(source) == RowSplit.Part.LEFT_OUT) {
      return;
    }
    if (marked.isPresent() && marked.get().isMarked(source)) {
      if (marked.get().encode(source, row)) {
        put(true);
      }
      return;
    }
    boolean isHeldBack;
    try {
      row.clear();
      if (!session.encode(source, row)) {
        return; // left out
      }
      isHeldBack = division.split().holdsBack() && part(source) == RowSplit.Part.HELD_BACK;
    } catch (RuntimeException e) {
      throw new NotSurveyedException(e);
    }
    put(isHeldBack);
  }

  private RowSplit.Part part(InternalRow source) {
    return session.part(source, division.split());
  }

  /** Puts the encoded row to those of its chunk. */
  private void put(boolean isHeldBack) {
    int length = row.length();
    long hash = RowHash.of(row.floats(), 0, length, division.seed(isHeldBack));
    int chunk = plan.chunk(hash, isHeldBack);
    RowBuffer pack = open[chunk];
    if (pack == null) {
      pack = new RowBuffer(packFloats);
      open[chunk] = pack;
    }
    int at = pack.extend(length);
    System.arraycopy(row.floats(), 0, pack.floats(), at, length);
    if (pack.length() >= packFloats) {
      close(chunk, pack);
    }
  }

  /** The fingerprint of the rows that have been read. */
  RowsFingerprint seen() {
    return seen;
  }

  /** The marked rows among them; empty if no column marks any. */
  Optional<MarkedRows> marked() {
    return marked;
  }

  private void close(int chunk, RowBuffer pack) {
    next.add(new Tuple2<>(chunk, pack.copy()));
    pack.clear();
  }

  /** Thrown for a row that cannot be encoded: the survey has not seen it. */
  static final class NotSurveyedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotSurveyedException(RuntimeException cause) {
      super("a row cannot be encoded by what the survey has found: " + cause.getMessage(), cause);
    }
  }
}
