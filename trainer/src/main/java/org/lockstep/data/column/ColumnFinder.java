package org.lockstep.data.column;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.lockstep.Problems;
import org.lockstep.UserException;
import org.lockstep.data.table.ColumnNames;
import org.lockstep.data.table.Table;
import org.lockstep.settings.value.NearestName;

/**
 * Finds the columns of a table by their names, as {@link ColumnNames} does, and reports the others.
 */
public final class ColumnFinder {
  /** How many names a message suggests in place of one that does not exist. */
  private static final int MOST_SUGGESTIONS = 5;

  private final Table table;
  private final StructType schema;
  private final Problems problems;

  /**
   * Creates a finder.
   *
   * @param problems receives an error for each column that is not found or cannot be used
   */
  public ColumnFinder(Table table, Problems problems) {
    this.table = table;
    this.schema = table.rows().schema();
    this.problems = problems;
  }

  /**
   * Finds columns; one that is absent or listed twice is reported and left out.
   *
   * @param setting that lists the names
   */
  public List<StructField> find(List<String> names, String setting) {
    List<StructField> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      Optional<StructField> field = ColumnNames.find(schema, name);
      if (field.isEmpty()) {
        problems.add(
            table
                .columns()
                .hidden(name)
                .map(fault -> fault.in("%s: %s".formatted(setting, table.path())))
                .orElseGet(() -> absent(name, setting)));
      } else if (!seen.add(field.get().name())) {
        problems.add(
            new UserException(
                "column %s is listed twice".formatted(field.get().name()),
                setting,
                "list it once"));
      } else {
        found.add(field.get());
      }
    }
    return found;
  }

  /** Finds the column of weights; it must hold numbers. */
  List<StructField> findWeights(Optional<String> name, String setting) {
    return withoutFaults(
        find(name.stream().toList(), setting),
        column ->
            column.dataType() instanceof NumericType
                ? Optional.empty()
                : Optional.of(
                    new UserException(
                        "weight column %s is of type %s"
                            .formatted(column.name(), column.dataType().simpleString()),
                        table.path(),
                        "weights are numbers of 0 or more: convert it, or name another column")));
  }

  /**
   * Leaves columns out that have a fault, and reports it.
   *
   * @param fault why a column cannot be used; empty if it can
   */
  List<StructField> withoutFaults(
      List<StructField> columns, Function<StructField, Optional<UserException>> fault) {
    List<StructField> usable = new ArrayList<>();
    for (StructField column : columns) {
      fault.apply(column).ifPresentOrElse(problems::add, () -> usable.add(column));
    }
    return usable;
  }

  private UserException absent(String name, String setting) {
    List<String> nearest = NearestName.inOrder(name, List.of(schema.fieldNames()));
    return new UserException(
        "column %s does not exist in %s".formatted(name, table.path()),
        setting,
        "the nearest columns are: "
            + String.join(", ", nearest.subList(0, Math.min(MOST_SUGGESTIONS, nearest.size()))));
  }
}
