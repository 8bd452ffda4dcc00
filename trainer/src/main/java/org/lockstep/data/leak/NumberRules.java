package org.lockstep.data.leak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a feature alone nearly gives a number: R² is above 0.99 of the straight line, or of the
 * mean of the rows with the same word or about the same number, adjusted for the means that are
 * fitted: 1 - (SSE / (n - k)) / (SST / (n - 1)) with k means.
 */
final class NumberRules implements Tally.Rules {
  private static final double MOST = 0.99;

  /** With fewer rows a line may fit by chance. */
  private static final long FEWEST = 20;

  /** Rows that are near in their number are put together until they are so many. */
  private static final long ROWS_A_MEAN = 10;

  /** Rows, their sum. */
  private static final int SUM = 1;

  private final LinearSums ofLabels;

  /**
   * Judges a label.
   *
   * @param ofLabels the sums of all labels, as numbers and as labels
   */
  NumberRules(LinearSums ofLabels) {
    this.ofLabels = ofLabels;
  }

  @Override
  public Optional<String> ofNumbers(List<long[]> counts, LinearSums sums) {
    double line = sums.rows() < FEWEST || sums.rows() < ofLabels.rows() ? 0 : sums.rSquared();
    return judged(Math.max(line, ofMeans(together(counts))));
  }

  @Override
  public Optional<String> ofWords(List<long[]> counts) {
    return judged(ofMeans(counts));
  }

  private static Optional<String> judged(double rSquared) {
    return rSquared > MOST
        ? Optional.of(String.format(Locale.ROOT, "R2 %.4f", rSquared))
        : Optional.empty();
  }

  private static List<long[]> together(List<long[]> counts) {
    List<long[]> groups = new ArrayList<>();
    long[] open = new long[SUM + 1];
    for (long[] bin : counts.subList(0, counts.size() - 1)) {
      open[0] += bin[0];
      open[SUM] += bin[SUM];
      if (open[0] >= ROWS_A_MEAN) {
        groups.add(open);
        open = new long[SUM + 1];
      }
    }
    groups.add(open);
    groups.add(counts.get(counts.size() - 1));
    return groups;
  }

  /** R² of the means of groups; 0 if each has fewer than two rows on average. */
  private double ofMeans(List<long[]> groups) {
    double n = 0;
    double sum = 0;
    double between = 0;
    int means = 0;
    for (long[] group : groups) {
      if (group[0] > 0) {
        means++;
        n += group[0];
        sum += group[SUM];
        between += (double) group[SUM] * group[SUM] / group[0];
      }
    }
    double total = ofLabels.labelSquares() - sum * sum / n;
    if (n < FEWEST || 2 * means > n || !(total > 0)) {
      return 0;
    }
    double within = Math.max(0, ofLabels.labelSquares() - between);
    return 1 - within / (n - means) / (total / (n - 1));
  }
}
