package org.lockstep.data.table;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * How a column is found by its name: the one of exactly this name; where there is none, the first
 * whose name differs only in upper and lower case. With {@code spark.sql.caseSensitive = true} a
 * table may hold both {@code hold} and {@code Hold}; the exact name decides between them.
 */
public final class ColumnNames {
  private ColumnNames() {}

  /** Finds a column of a schema; empty if it has none of that name in any case. */
  public static Optional<StructField> find(StructType schema, String name) {
    return find(Arrays.asList(schema.fields()), StructField::name, name);
  }

  /**
   * Finds one of several things that are named for columns.
   *
   * @param nameOf the column's name of each
   */
  public static <T> Optional<T> find(
      Collection<T> columns, Function<T, String> nameOf, String name) {
    return columns.stream()
        .filter(column -> nameOf.apply(column).equals(name))
        .findFirst()
        .or(
            () ->
                columns.stream()
                    .filter(column -> nameOf.apply(column).equalsIgnoreCase(name))
                    .findFirst());
  }

  /** Finds a value that is kept under the name of a column. */
  public static <T> Optional<T> find(Map<String, T> byName, String name) {
    T exact = byName.get(name);
    return exact != null
        ? Optional.of(exact)
        : find(byName.entrySet(), Map.Entry::getKey, name).map(Map.Entry::getValue);
  }
}
