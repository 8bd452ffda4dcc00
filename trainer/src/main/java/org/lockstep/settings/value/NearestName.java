package org.lockstep.settings.value;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.similarity.JaroWinklerDistance;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Finds the known names nearest to a misspelt one. Capitals, underscores and camel case cost
 * nothing: {@code batchSize} and {@code batch_size} are {@code batch-size}.
 */
public final class NearestName {
  private NearestName() {}

  /**
   * Returns the nearest candidate, the first of those in alphabetical order.
   *
   * @param candidates at least one
   */
  public static String of(String name, Collection<String> candidates) {
    return inOrder(name, candidates).get(0);
  }

  /** Returns all candidates, the nearest first. */
  public static List<String> inOrder(String name, Collection<String> candidates) {
    return candidates.stream()
        .sorted(byDistanceTo(name).thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /** Orders names by the letters to insert, delete or replace, then by what they begin with. */
  public static Comparator<String> byDistanceTo(String name) {
    String wanted = kebab(name);
    LevenshteinDistance letters = LevenshteinDistance.getDefaultInstance();
    JaroWinklerDistance likeness = new JaroWinklerDistance();
    return Comparator.<String>comparingInt(other -> letters.apply(wanted, kebab(other)))
        .thenComparingDouble(other -> likeness.apply(wanted, kebab(other)));
  }

  private static String kebab(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
  }
}
