package org.lockstep.data.leak;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.lockstep.data.column.RowSink;

/** How the values of one feature and the labels go together. */
interface Tally extends RowSink, Serializable {
  /** Says where the label of the row stands that comes next; not sent with the counts. */
  void readWith(ReadLabel label);

  /** Adds what another task has counted. */
  void add(Tally other);

  /**
   * The leaks that are in the column.
   *
   * @param rules judge the counts
   */
  List<Leak> leaks(String column, Rules rules);

  /** Judges the counts of one value after another. */
  interface Rules {
    /**
     * Judges numbers.
     *
     * @param counts of each bin in its order, those of missing values last
     */
    Optional<String> ofNumbers(List<long[]> counts, LinearSums sums);

    /** Judges words; the order of the counts does not matter. */
    Optional<String> ofWords(List<long[]> counts);
  }

  @Override
  default void addSparse(double[] content, int from, int width, int count, boolean measured) {
    // none of so many numbers is judged
  }

  @Override
  default void addSkipped(boolean isMissing) {
    // neither trained on nor counted
  }
}
