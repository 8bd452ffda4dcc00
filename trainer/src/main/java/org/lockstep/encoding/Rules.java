package org.lockstep.encoding;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What holds of every encoding, and is checked of one that was read from a file. */
final class Rules {
  private Rules() {}

  /**
   * Checks a rule.
   *
   * @param broken what to say where it does not hold, a format of {@code arguments}
   * @throws IllegalArgumentException if it does not
   */
  static void require(boolean holds, String broken, Object... arguments) {
    if (!holds) {
      throw new IllegalArgumentException(broken.formatted(arguments));
    }
  }

  /** Requires {@code count} numbers, none of them NaN or infinite. */
  static void requireNumbers(String what, List<Double> numbers, int count) {
    require(numbers.size() == count, "%s: %d numbers, not %d", what, numbers.size(), count);
    for (int i = 0; i < count; i++) {
      double number = numbers.get(i);
      require(Double.isFinite(number), "%s: number %d is %s", what, i, number);
    }
  }

  /**
   * Requires what a missing value is replaced with, where the column replaces it; elsewhere there
   * may be none.
   *
   * @param isUsed whether the column replaces it
   */
  static void requireReplacement(String what, List<Double> numbers, boolean isUsed, int count) {
    if (isUsed || !numbers.isEmpty()) {
      requireNumbers(what, numbers, count);
    }
  }

  /** Requires that no two are equal. */
  static void requireDistinct(String what, List<?> values) {
    Set<Object> seen = new HashSet<>();
    for (Object value : values) {
      require(seen.add(value), "%s: %s stands there twice", what, value);
    }
  }
}
