package org.lockstep.data.lane;

import java.util.Collection;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.lockstep.data.column.RowEncoder;
import org.lockstep.data.table.RowsFingerprint;
import org.lockstep.encoding.row.RowBuffer;

/**
 * Encodes the rows that a column marks to validate on. They are not surveyed before: whether the
 * encoding can read them is found out here, and counted.
 */
final class MarkedRows {
  private final RowEncoder.Session session;
  private final int mark;
  private final boolean hasWeights;
  private long encoded;
  private long weighted;
  private long lacking;
  private long unlabelled;
  private long refused;

  /**
   * What became of the marked rows of a table.
   *
   * @param encoded rows to validate on
   * @param weighted rows among them whose weight is above 0
   * @param lacking rows that are left out because a value is missing or a word is unknown
   * @param unlabelled other rows that are left out because a label or a target is missing
   * @param refused rows that cannot be encoded
   */
  record Counts(long encoded, long weighted, long lacking, long unlabelled, long refused) {
    /** Adds up the counts of tasks, each numbered; a task that ran twice counts once. */
    static Counts sum(Collection<long[]> numbered) {
      return RowsFingerprint.ofEachTask(numbered)
          .map(each -> new Counts(each.get(1), each.get(2), each.get(3), each.get(4), each.get(5)))
          .reduce(new Counts(0, 0, 0, 0, 0), Counts::plus);
    }

    private Counts plus(Counts other) {
      return new Counts(
          encoded + other.encoded,
          weighted + other.weighted,
          lacking + other.lacking,
          unlabelled + other.unlabelled,
          refused + other.refused);
    }

    /** Whether the rows can be validated on. */
    boolean areSound() {
      return refused == 0 && weighted > 0;
    }
  }

  private MarkedRows(RowDivision.Marked marked) {
    session = marked.encoder().session();
    mark = marked.place();
    hasWeights = marked.encoder().hasWeights();
  }

  /** The rows of a task; empty if no column marks any. */
  static Optional<MarkedRows> of(RowDivision division) {
    return Optional.ofNullable(division.marked()).map(MarkedRows::new);
  }

  boolean isMarked(InternalRow row) {
    return row.getBoolean(mark);
  }

  /**
   * Encodes and counts a row.
   *
   * @param to receives it alone
   * @return false if it is left out or cannot be encoded
   */
  boolean encode(InternalRow row, RowBuffer to) {
    to.clear();
    try {
      if (!session.encode(row, to)) {
        if (session.lacksLabel()) {
          unlabelled++;
        } else {
          lacking++;
        }
        return false;
      }
    } catch (RuntimeException e) { // a survey tells the user what is wrong, and where
      refused++;
      return false;
    }
    encoded++;
    weighted += !hasWeights || to.floats()[to.length() - 1] > 0 ? 1 : 0;
    return true;
  }

  /** The counts of the rows so far. */
  Counts counts() {
    return new Counts(encoded, weighted, lacking, unlabelled, refused);
  }

  /** The counts as an array, which every serializer of Spark's accepts, with a number before. */
  long[] numbered(int number) {
    return new long[] {number, encoded, weighted, lacking, unlabelled, refused};
  }
}
