package org.lockstep.data.source;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.lockstep.UserException;
import org.lockstep.data.table.ColumnNames;
import org.lockstep.data.table.SparkFaults;
import org.lockstep.data.table.Table;
import org.lockstep.data.table.TableSession;
import org.lockstep.settings.table.ReadSettings;
import org.lockstep.spark.ClassicSql;
import org.lockstep.spark.SupportedSpark;

/**
 * Reads files of other formats than Parquet, and other data sources.
 *
 * <p>Types of a CSV or JSON are inferred from all rows, so that they depend neither on a sample nor
 * on the order of the files, and a row that does not fit is an error instead of nulls.
 */
final class SourceReader {
  private static final String JDBC = "jdbc";

  /** What every reader of text gets; a user's options cannot change the first three. */
  private static final Map<String, String> TEXT =
      Map.of("mode", "FAILFAST", "samplingRatio", "1.0", "enforceSchema", "false");

  private static final Map<String, String> CSV = Map.of("header", "true", "inferSchema", "true");

  private final SparkSession session;
  private final String name;
  private final String format;
  private final ReadSettings how;

  private SourceReader(SparkSession session, String name, ReadSettings how) {
    this.session = session;
    this.name = name;
    this.how = how;
    format = how.format().orElseThrow();
  }

  /**
   * Opens a table.
   *
   * @param name its path; with the format jdbc the name of the table there
   * @throws UserException if the format is not known, or the table cannot be read
   */
  static Table open(SparkSession spark, String name, ReadSettings how) {
    SourceReader reader = new SourceReader(TableSession.copyOf(spark).session(), name, how);
    reader.requireFormat();
    return Table.checking(spark, name, () -> SparkFaults.reading(name, reader::open));
  }

  private void requireFormat() {
    if (!ClassicSql.hasSource(session, format)) {
      throw new UserException(
          "there is no data source %s on the class path".formatted(format),
          "data.format",
          SourceJars.advice(format, SupportedSpark.version())
              .orElse(
                  "use parquet, csv, json, orc, avro, delta or iceberg, or add the jar of the source"
                      + " by spark.jars"));
    }
  }

  private boolean isText() {
    return format.equals("csv") || format.equals("json");
  }

  private Table open() {
    Dataset<Row> rows = load(Optional.empty());
    if (!isText()) {
      if (how.schema().isPresent()) {
        throw new UserException(
            "data.schema has no effect on %s, which holds its types".formatted(format),
            "data.schema",
            "remove it");
      }
      return SourceTable.of(name, rows);
    }
    StructType inferred = rows.schema();
    StructType declared = how.schema().map(this::declared).orElseGet(StructType::new);
    StructType types = with(declared, inferred);
    Dataset<Row> typed = load(Optional.of(types));
    List<StructField> free =
        Arrays.stream(types.fields())
            .filter(field -> ColumnNames.find(declared, field.name()).isEmpty())
            .toList();
    return SourceTable.of(
        new SourceTable.Source(name, typed, free, schema -> load(Optional.of(schema))));
  }

  private Dataset<Row> load(Optional<StructType> schema) {
    Map<String, String> options = new HashMap<>();
    if (format.equals("csv")) {
      options.putAll(CSV);
    } else if (format.equals("orc")) {
      options.put("mergeSchema", "true");
    } else if (format.equals(JDBC)) {
      options.put("dbtable", name);
    }
    options.putAll(how.options());
    if (isText()) {
      options.putAll(TEXT);
    }
    DataFrameReader reader = session.read().format(format).options(options);
    schema.ifPresent(reader::schema);
    return format.equals(JDBC) ? reader.load() : reader.load(name);
  }

  private StructType declared(String schema) {
    try {
      return StructType.fromDDL(schema);
    } catch (Exception e) { // Scala throws checked exceptions without declaring them
      if (e instanceof AnalysisException) {
        throw new UserException(
            "data.schema is \"%s\": %s".formatted(schema, SparkFaults.rootMessage(e)),
            "data.schema",
            "write names and types of SQL, such as \"zip STRING, born DATE\"",
            e);
      }
      throw e;
    }
  }

  private StructType with(StructType declared, StructType inferred) {
    for (String column : declared.fieldNames()) {
      if (ColumnNames.find(inferred, column).isEmpty()) {
        throw new UserException(
            "data.schema names the column %s, which the table does not have".formatted(column),
            name,
            "its columns are " + String.join(", ", inferred.fieldNames()));
      }
    }
    return new StructType(
        Arrays.stream(inferred.fields())
            .map(
                field ->
                    new StructField(
                        field.name(), type(declared, field), field.nullable(), field.metadata()))
            .toArray(StructField[]::new));
  }

  private static DataType type(StructType declared, StructField field) {
    return ColumnNames.find(declared, field.name())
        .map(StructField::dataType)
        .orElse(field.dataType());
  }
}
