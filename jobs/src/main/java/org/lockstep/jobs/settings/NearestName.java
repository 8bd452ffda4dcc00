package org.lockstep.jobs.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** The known name that a misspelt one was most likely meant to be. */
public final class NearestName {
  private NearestName() {}

  /**
   * Returns the candidate with the smallest {@link #distance}, the first of those in order.
   *
   * @param candidates at least one
   */
  public static String of(String name, Collection<String> candidates) {
    return candidates.stream()
        .min(Comparator.<String>comparingInt(c -> distance(name, c)).thenComparing(c -> c))
        .orElseThrow();
  }

  /**
   * The number of letters to insert, delete, replace or swap with their neighbour that leads from
   * one name to the other. Capitals, underscores and camel case cost nothing: {@code batchSize} and
   * {@code batch_size} are {@code batch-size} to it.
   *
   * <p>Source: Damerau, "A technique for computer detection and correction of spelling errors",
   * Communications of the ACM 7, 1964, each letter being changed at most once.
   */
  static int distance(String left, String right) {
    String a = kebab(left);
    String b = kebab(right);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }

  private static String kebab(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
  }
}
