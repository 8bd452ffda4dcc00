package org.lockstep.settings.table;

import java.util.Map;
import java.util.Optional;
import org.lockstep.settings.value.Plain;
import org.lockstep.settings.value.Shape;
import org.lockstep.settings.value.ValueType;
import org.lockstep.settings.value.Values;
import org.lockstep.settings.value.WrongValueException;

/**
 * The notation of a table: a path, {@code table:NAME} for a table of Spark's catalog, or {@code
 * sql:QUERY} for the rows of a query. In a settings file the last two may be blocks.
 */
public final class TableName {
  private static final String TABLE = "table";
  private static final String SQL = "sql";

  /** The setting's type; a block becomes the text that means the same. */
  public static final ValueType<String> TYPE =
      Values.any(
          Shape.TEXT,
          "a path, { table = NAME } or { sql = QUERY }",
          "data/train.parquet",
          TableName::parse);

  private TableName() {}

  /** Whether a plain value is a block that names a table. */
  public static boolean isBlock(Object plain) {
    return plain instanceof Map<?, ?> block && (block.containsKey(TABLE) || block.containsKey(SQL));
  }

  /** The table of Spark's catalog that a name stands for, such as {@code db.name}. */
  public static Optional<String> ofCatalog(String name) {
    return after(TABLE, name);
  }

  /** The query that a name stands for. */
  public static Optional<String> query(String name) {
    return after(SQL, name);
  }

  /** Whether a name is a path, and not a table of the catalog or a query. */
  public static boolean isPath(String name) {
    return ofCatalog(name).isEmpty() && query(name).isEmpty();
  }

  private static Optional<String> after(String kind, String name) {
    return name.startsWith(kind + ":")
        ? Optional.of(name.substring(kind.length() + 1).strip())
        : Optional.empty();
  }

  private static String parse(Object plain) {
    if (!(plain instanceof Map<?, ?> block)) {
      return Values.text().parse(plain);
    }
    if (block.size() == 1) {
      for (String kind : new String[] {TABLE, SQL}) {
        Object value = block.get(kind);
        if (Plain.isText(value) && !Plain.text(value).isBlank()) {
          return kind + ":" + Plain.text(value);
        }
      }
    }
    throw new WrongValueException("as a block it must be { table = NAME } or { sql = QUERY }");
  }
}
