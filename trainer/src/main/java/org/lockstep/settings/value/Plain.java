package org.lockstep.settings.value;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plain values: texts, lists of plain values, and maps from names to plain values. */
public final class Plain {
  private Plain() {}

  /** Whether a value is a text, and not a list, a map or null. */
  public static boolean isText(@Nullable Object plain) {
    return plain instanceof String;
  }

  /** A list's elements; a value that is no list is a list of itself. */
  public static List<?> elements(Object plain) {
    return plain instanceof List<?> list ? list : List.of(plain);
  }

  /** A value as a user would write it. */
  public static String text(@Nullable Object plain) {
    if (plain instanceof List<?> list) {
      return list.stream().map(Plain::text).collect(Collectors.joining(", ", "[", "]"));
    }
    if (plain instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> "%s = %s".formatted(entry.getKey(), text(entry.getValue())))
          .collect(Collectors.joining(", ", "{ ", " }"));
    }
    return String.valueOf(plain);
  }
}
