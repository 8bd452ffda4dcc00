package org.lockstep.data.table;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;

/**
 * Says that a table gave other rows when it was read again: the encoding would be fitted to rows
 * that are not trained on, and examples that are lost could not be computed again.
 *
 * @param path of the table
 * @param fix what the user can do
 */
public record OtherRows(String path, String fix) implements Serializable {
  /** A pass saw other rows than the one before. */
  public UserException between(
      RowsFingerprint first, RowsFingerprint again, @Nullable Throwable revealedBy) {
    return exception(
        first.rows() == again.rows()
            ? "%,d rows both times, but other values".formatted(first.rows())
            : "%,d rows, then %,d".formatted(first.rows(), again.rows()),
        revealedBy);
  }

  /** Two parts of the table are not the whole. */
  public UserException inParts(long rows, long ofFirst, long ofSecond) {
    return exception(
        "of %,d rows %,d were to train on and %,d to validate on"
            .formatted(rows, ofFirst, ofSecond),
        null);
  }

  /** Some rows were lost with an executor, and others came when they were computed again. */
  public UserException whenComputedAgain() {
    return exception("what an executor has lost could not be computed again", null);
  }

  private UserException exception(String how, @Nullable Throwable revealedBy) {
    return new UserException(
        "the table gives other rows each time it is read: " + how, path, fix, revealedBy);
  }
}
