package org.lockstep.data.source;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.lockstep.UserException;
import org.lockstep.data.table.ParquetTable;
import org.lockstep.data.table.SparkFaults;
import org.lockstep.data.table.Table;
import org.lockstep.data.table.TableSession;
import org.lockstep.data.table.TableSource;
import org.lockstep.settings.table.ReadSettings;
import org.lockstep.settings.table.TableName;
import org.lockstep.settings.table.TableSettings;

/** Opens the tables that settings name, in a session whose settings change no value. */
public final class TableReader {
  private static final String PARQUET = "parquet";

  private TableReader() {}

  /** Opens tables in a session. */
  public static TableSource of(SparkSession spark) {
    return table -> open(spark, table);
  }

  /**
   * Opens a table.
   *
   * @throws UserException if it cannot be opened, or a setting of its reading is wrong
   */
  public static Table open(SparkSession spark, TableSettings table) {
    Table all = all(spark, table.name(), table.how());
    return table.how().where().map(where -> RowFilter.filtered(all, where)).orElse(all);
  }

  /**
   * The table, read by the format that the content of its first file shows, if no format is set.
   */
  public static TableSettings byContent(SparkSession spark, TableSettings table) {
    if (table.how().format().isPresent() || !TableName.isPath(table.name())) {
      return table;
    }
    return ContentFormat.of(spark, table.name())
        .filter(format -> !format.settingsName().equals(PARQUET))
        .map(
            format ->
                new TableSettings(table.name(), table.how().withFormat(format.settingsName())))
        .orElse(table);
  }

  private static Table all(SparkSession spark, String name, ReadSettings how) {
    if (!TableName.isPath(name)) {
      requireNoFormat(name, how);
      return ofCatalog(TableSession.copyOf(spark), name);
    }
    String format = how.format().orElse(PARQUET);
    return format.equals(PARQUET) ? parquet(spark, name, how) : SourceReader.open(spark, name, how);
  }

  private static void requireNoFormat(String name, ReadSettings how) {
    String set =
        how.format().isPresent()
            ? "data.format"
            : how.schema().isPresent() ? "data.schema" : "data.options";
    if (how.format().isPresent() || how.schema().isPresent() || !how.options().isEmpty()) {
      throw new UserException(
          "%s has no effect on a table of the catalog or a query".formatted(set),
          name,
          "remove it, or name a path");
    }
  }

  private static Table parquet(SparkSession spark, String path, ReadSettings how) {
    if (how.schema().isPresent() || !how.options().isEmpty()) {
      throw new UserException(
          "%s has no effect on Parquet, which holds its types"
              .formatted(how.schema().isPresent() ? "data.schema" : "data.options"),
          path,
          "remove it, or set data.format");
    }
    try {
      return ParquetTable.open(spark, path);
    } catch (UserException e) {
      if (how.format().isPresent()) {
        throw e;
      }
      Optional<ContentFormat> other =
          ContentFormat.of(spark, path).filter(found -> found != ContentFormat.PARQUET);
      if (other.isEmpty()) {
        throw e;
      }
      throw new UserException(
          "%s is %s, not Parquet".formatted(path, other.get().title()),
          "data.format",
          "set data.format = " + other.get().settingsName());
    }
  }

  private static Table ofCatalog(TableSession session, String name) {
    return SparkFaults.reading(
        name,
        () -> {
          Optional<String> query = TableName.query(name);
          SourceTable table =
              SourceTable.of(
                  name,
                  query
                      // Within brackets nothing but a query is valid SQL: no statement runs.
                      .map(sql -> "SELECT * FROM (\n%s\n)".formatted(sql.replaceFirst(";+$", "")))
                      .map(session.session()::sql)
                      .orElseGet(
                          () -> session.session().table(TableName.ofCatalog(name).orElseThrow())));
          RowFilter.requireDeterministic(table, "the query");
          return table;
        });
  }
}
