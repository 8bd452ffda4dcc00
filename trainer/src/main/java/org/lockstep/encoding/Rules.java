package org.lockstep.encoding;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Checks of an encoding that was read from a file. */
final class Rules {
  private Rules() {}

  /**
   * Checks a rule.
   *
   * @param broken the message if the rule does not hold
   * @throws IllegalArgumentException if the rule does not hold
   */
  static void require(boolean holds, Supplier<String> broken) {
    if (!holds) {
      throw new IllegalArgumentException(broken.get());
    }
  }

  /** Requires {@code count} numbers, none of them NaN or infinite. */
  static void requireNumbers(String what, List<Double> numbers, int count) {
    require(
        numbers.size() == count,
        () -> "%s: %d numbers, not %d".formatted(what, numbers.size(), count));
    for (int i = 0; i < count; i++) {
      int place = i;
      double number = numbers.get(place);
      require(Double.isFinite(number), () -> "%s: number %d is %s".formatted(what, place, number));
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

  /** Requires that no two names are equal. */
  static void requireDistinct(String what, List<?> values) {
    Set<Object> seen = new HashSet<>();
    for (Object value : values) {
      require(seen.add(value), () -> "%s: %s stands there twice".formatted(what, value));
    }
  }
}
