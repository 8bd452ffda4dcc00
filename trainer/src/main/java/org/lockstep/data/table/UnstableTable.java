package org.lockstep.data.table;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;

/**
 * Errors for a table that gives other rows each time it is read: the encoding would not fit the
 * rows that are trained on, and lost examples could not be computed again.
 *
 * @param path of the table
 * @param fix advice for the user
 */
public record UnstableTable(String path, String fix) implements Serializable {
  /** Two passes over the table saw different rows. */
  public UserException between(
      RowsFingerprint first, RowsFingerprint again, @Nullable Throwable revealedBy) {
    return exception(
        first.rows() == again.rows()
            ? "%,d rows both times, but other values".formatted(first.rows())
            : "%,d rows, then %,d".formatted(first.rows(), again.rows()),
        revealedBy);
  }

  /** The rows of two parts do not add up to the table. */
  public UserException inParts(long rows, long ofFirst, long ofSecond) {
    return exception(
        "of %,d rows %,d were to train on and %,d to validate on"
            .formatted(rows, ofFirst, ofSecond),
        null);
  }

  /** Rows that were lost with an executor differ when they are computed again. */
  public UserException whenComputedAgain() {
    return exception("what an executor has lost could not be computed again", null);
  }

  private UserException exception(String how, @Nullable Throwable revealedBy) {
    return new UserException(
        "the table gives other rows each time it is read: " + how, path, fix, revealedBy);
  }
}
