package org.lockstep.data.leak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a feature alone nearly gives the class. Three rules, each sound on its own:
 *
 * <ul>
 *   <li>of two classes, the area under the ROC curve of the number, or of its negative, is above
 *       0.99; numbers of one bin are ties, and missing values come before or after all others;
 *   <li>the range of the number, cut into at most two pieces a class, gives all but one percent of
 *       the rows that the commonest class gets wrong;
 *   <li>so does the commonest class of the other rows with the same word, or in the same bin: a
 *       word of one row says nothing.
 * </ul>
 */
final class ClassRules implements Tally.Rules {
  private static final double MOST_AUC = 0.99;
  private static final double LEAST_ERROR = 0.01;

  /** With fewer rows of the second class, chance may divide the classes. */
  private static final long FEWEST = 8;

  /** The best pieces of more classes are not sought, which takes their square in time. */
  private static final int MOST_CLASSES = 20;

  private static final int PIECES_A_CLASS = 2;

  /** Pieces of fewer rows on average may fit by chance. */
  private static final int ROWS_A_PIECE = 10;

  @Override
  public Optional<String> ofNumbers(List<long[]> counts, LinearSums sums) {
    long[] totals = totals(counts);
    if (isTooFew(totals)) {
      return Optional.empty();
    }
    List<long[]> filled =
        counts.subList(0, counts.size() - 1).stream().filter(bin -> sum(bin) > 0).toList();
    long[] missing = counts.get(counts.size() - 1);
    double auc = totals.length == 2 ? auc(filled, missing) : 0;
    if (auc > MOST_AUC) {
      return Optional.of(String.format(Locale.ROOT, "AUC %.4f", auc));
    }
    List<long[]> all = new ArrayList<>(filled);
    all.add(missing);
    long errors = errorsByOthers(all, totals);
    int pieces = PIECES_A_CLASS * totals.length;
    if (totals.length <= MOST_CLASSES && sum(totals) >= (long) pieces * ROWS_A_PIECE) {
      errors = Math.min(errors, errorsOfPieces(filled, pieces) + sum(missing) - max(missing));
    }
    return judged(errors, totals);
  }

  @Override
  public Optional<String> ofWords(List<long[]> counts) {
    long[] totals = totals(counts);
    return isTooFew(totals) ? Optional.empty() : judged(errorsByOthers(counts, totals), totals);
  }

  /** Whether fewer rows than are needed have another class than the commonest. */
  private static boolean isTooFew(long[] totals) {
    return sum(totals) - max(totals) < FEWEST;
  }

  private static Optional<String> judged(long errors, long[] totals) {
    long rows = sum(totals);
    return errors <= LEAST_ERROR * (rows - max(totals))
        ? Optional.of(
            String.format(Locale.ROOT, "the class of %,d of %,d rows", rows - errors, rows))
        : Optional.empty();
  }

  /** The larger area of both directions, and of missing values first or last. */
  private static double auc(List<long[]> bins, long[] missing) {
    List<long[]> first = new ArrayList<>(List.of(missing));
    first.addAll(bins);
    List<long[]> last = new ArrayList<>(bins);
    last.add(missing);
    return Math.max(ofBothDirections(first), ofBothDirections(last));
  }

  /** Σ n₁ (n₀ below + n₀ in the same bin / 2) / (N₀ N₁). */
  private static double ofBothDirections(List<long[]> bins) {
    long below = 0;
    long ones = 0;
    double area = 0;
    for (long[] bin : bins) {
      area += bin[1] * (below + 0.5 * bin[0]);
      below += bin[0];
      ones += bin[1];
    }
    double auc = area / ((double) below * ones);
    return Math.max(auc, 1 - auc);
  }

  /**
   * The rows that get another class than their own, if each gets the commonest of the other rows in
   * its group; that of all rows if it is alone. Of a tie the row's own is not taken.
   */
  private static long errorsByOthers(List<long[]> groups, long[] totals) {
    long errors = 0;
    for (long[] group : groups) {
      long[] known = sum(group) == 1 ? totals : group;
      int best = 0;
      long second = 0;
      for (int k = 1; k < known.length; k++) {
        second = Math.max(second, Math.min(known[k], known[best]));
        best = known[k] > known[best] ? k : best;
      }
      for (int k = 0; k < group.length; k++) {
        boolean isOwnTaken = known[k] - 1 > (k == best ? second : known[best]);
        errors += isOwnTaken ? 0 : group[k];
      }
    }
    return errors;
  }

  /**
   * The fewest errors of a rule that cuts the range into pieces and gives each one class, by
   * dynamic programming over the bins: least[s][k] is that of s + 1 pieces, the last of class k.
   */
  private static long errorsOfPieces(List<long[]> bins, int pieces) {
    if (bins.isEmpty()) {
      return 0;
    }
    int classes = bins.get(0).length;
    long[][] least = new long[pieces][classes];
    for (long[] bin : bins) {
      long rows = sum(bin);
      for (int s = pieces - 1; s >= 0; s--) {
        long before = s == 0 ? Long.MAX_VALUE : Arrays.stream(least[s - 1]).min().orElseThrow();
        for (int k = 0; k < classes; k++) {
          least[s][k] = Math.min(least[s][k], before) + rows - bin[k];
        }
      }
    }
    return Arrays.stream(least[pieces - 1]).min().orElseThrow();
  }

  private static long[] totals(List<long[]> counts) {
    long[] totals = new long[counts.get(0).length];
    for (long[] its : counts) {
      for (int k = 0; k < totals.length; k++) {
        totals[k] += its[k];
      }
    }
    return totals;
  }

  private static long max(long[] counts) {
    return Arrays.stream(counts).max().orElse(0);
  }

  private static long sum(long[] counts) {
    return Arrays.stream(counts).sum();
  }
}
