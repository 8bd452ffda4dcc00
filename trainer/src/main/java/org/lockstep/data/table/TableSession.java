package org.lockstep.data.table;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.lockstep.spark.ClassicSql;

/**
 * The Spark session in which a table is read: a copy of the user's, with a fixed value for every
 * setting that changes what a row holds.
 *
 * <p>Spark takes the zone of a timestamp in a folder's name, the type of a partition column, the
 * calendar of old dates and more from its settings, and their defaults from the JVM. If these
 * differed between processes, training on another machine would give other weights, and {@code
 * predict} would read other rows than {@code train}. So all of them are set here, and only here.
 * Settings that affect speed alone are the user's, and the user's session is not changed.
 *
 * <p>Two other settings remain the user's: they change no value, but allow to read a table that is
 * refused otherwise. {@code spark.sql.parquet.binaryAsString} takes bytes that are not marked as
 * text for text, and {@code spark.sql.caseSensitive} keeps two columns apart whose names differ in
 * their capitals alone.
 *
 * <p>The rows of a DataFrame are read by the session that it belongs to.
 */
public final class TableSession {
  private static final String INFERENCE = "spark.sql.sources.partitionColumnTypeInference.enabled";

  private static final Map<String, String> FIXED =
      Map.ofEntries(
          // Timestamps in the names of folders are UTC, as those in files are.
          Map.entry("spark.sql.session.timeZone", "UTC"),
          Map.entry("spark.sql.timestampType", "TIMESTAMP_LTZ"),
          Map.entry("spark.sql.legacy.timeParserPolicy", "CORRECTED"),
          // The values of a partition column have the narrowest type that all of them fit, and one
          // that does not fit its type is an error instead of a null.
          Map.entry(INFERENCE, "true"),
          Map.entry("spark.sql.sources.validatePartitionColumns", "true"),
          Map.entry("spark.sql.ansi.enabled", "true"),
          // No file or row is skipped silently.
          Map.entry("spark.sql.files.ignoreCorruptFiles", "false"),
          Map.entry("spark.sql.files.ignoreMissingFiles", "false"),
          Map.entry("spark.sql.files.ignoreInvalidPartitionPaths", "false"),
          // How types of a file are mapped to types of Spark.
          Map.entry("spark.sql.parquet.int96AsTimestamp", "true"),
          Map.entry("spark.sql.parquet.inferTimestampNTZ.enabled", "true"),
          Map.entry("spark.sql.legacy.parquet.nanosAsLong", "false"),
          Map.entry("spark.sql.readSideCharPadding", "true"),
          Map.entry("spark.sql.charAsVarchar", "false"),
          Map.entry("spark.sql.legacy.charVarcharAsString", "false"),
          Map.entry("spark.sql.preserveCharVarcharTypeInfo", "false"),
          // The calendar of dates before 1582, for files whose writer has not recorded it.
          Map.entry("spark.sql.parquet.int96TimestampConversion", "false"),
          Map.entry("spark.sql.parquet.int96RebaseModeInRead", "CORRECTED"),
          Map.entry("spark.sql.parquet.int96RebaseModeInWrite", "CORRECTED"),
          Map.entry("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED"),
          Map.entry("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED"),
          // Columns are found by name, by one of Spark's two readers of files.
          Map.entry("spark.sql.parquet.fieldId.read.enabled", "false"),
          Map.entry("spark.sql.parquet.mergeSchema", "false"),
          Map.entry("spark.sql.parquet.respectSummaryFiles", "false"),
          Map.entry("spark.sql.sources.useV1SourceList", "avro,csv,json,orc,parquet"),
          // What a text means, and that a row is checked whole, whichever columns are needed.
          Map.entry("spark.sql.csv.parser.columnPruning.enabled", "false"),
          Map.entry("spark.sql.csv.filterPushdown.enabled", "false"),
          Map.entry("spark.sql.json.filterPushdown.enabled", "false"),
          Map.entry("spark.sql.json.enablePartialResults", "true"),
          Map.entry("spark.sql.legacy.csv.enableDateTimeParsingFallback", "false"),
          Map.entry("spark.sql.legacy.json.enableDateTimeParsingFallback", "false"),
          Map.entry("spark.sql.legacy.json.allowEmptyString.enabled", "false"),
          Map.entry("spark.sql.columnNameOfCorruptRecord", "_corrupt_record"),
          Map.entry("spark.sql.orc.impl", "native"),
          Map.entry("spark.sql.avro.datetimeRebaseModeInRead", "CORRECTED"));

  private static final String CASE_SENSITIVE = "spark.sql.caseSensitive";

  private final SparkSession session;
  private final boolean wantsText;
  private final boolean capitalsCount;

  private TableSession(SparkSession session, SparkSession user) {
    this.session = session;
    wantsText = !Boolean.parseBoolean(user.conf().get(INFERENCE, "true"));
    capitalsCount = Boolean.parseBoolean(user.conf().get(CASE_SENSITIVE, "false"));
  }

  /** Copies a session; later changes of its settings have no effect. */
  public static TableSession copyOf(SparkSession user) {
    SparkSession session = ClassicSql.copyOf(user);
    FIXED.forEach(session.conf()::set);
    session.conf().set(CASE_SENSITIVE, "false");
    return new TableSession(session, user);
  }

  /** The copied session. */
  public SparkSession session() {
    return session;
  }

  /**
   * The rows of a table.
   *
   * <p>With {@code spark.sql.caseSensitive}, names are case-sensitive only in a table that has
   * columns which differ by case alone. In other tables a partition column {@code Day} is the
   * column {@code day} of the files.
   *
   * @param schema of the files
   */
  Dataset<Row> rows(String path, StructType schema) {
    boolean areTwo = capitalsCount && differInCapitalsAlone(schema);
    session.conf().set(CASE_SENSITIVE, String.valueOf(areTwo));
    return session.read().schema(schema).parquet(path);
  }

  /** Notices about partition columns, one line each. */
  List<String> warnings(List<StructField> partitionColumns) {
    return partitionColumns.stream()
        .filter(column -> wantsText && !(column.dataType() instanceof StringType))
        .map(
            column ->
                "column %s is read as %s from the names of the folders, %s = false or not: to have text, write it into the files"
                    .formatted(column.name(), column.dataType().simpleString(), INFERENCE))
        .toList();
  }

  private static boolean differInCapitalsAlone(StructType schema) {
    Set<String> seen = new HashSet<>();
    for (String name : schema.fieldNames()) {
      if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }
}
