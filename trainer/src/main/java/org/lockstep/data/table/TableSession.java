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

/**
 * The Spark session in which a Parquet table is read: a copy of the user's, in which every setting
 * that decides what a row holds has one value.
 *
 * <p>Spark takes the zone of a timestamp in a folder's name, the type of a partition column, the
 * calendar of old dates and more from its settings, and their defaults from the JVM. A model must
 * not depend on the process that reads the table, or a training on another machine gives other
 * weights, and {@code predict} reads other rows than {@code train} did. So all of them are here,
 * and nowhere else. Settings that decide only how fast a table is read are the user's, whose own
 * session is left as it is.
 *
 * <p>Two settings that decide something remain the user's, since neither moves a value; they let a
 * table be read that is refused otherwise. {@code spark.sql.parquet.binaryAsString} takes bytes
 * that are not marked as text for text, and {@code spark.sql.caseSensitive} keeps two columns apart
 * whose names differ in their capitals alone.
 *
 * <p>The rows of a DataFrame are read by the session that it belongs to.
 */
final class TableSession {
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
          // No row is lost without a word.
          Map.entry("spark.sql.files.ignoreCorruptFiles", "false"),
          Map.entry("spark.sql.files.ignoreMissingFiles", "false"),
          Map.entry("spark.sql.files.ignoreInvalidPartitionPaths", "false"),
          // What the types of a file stand for.
          Map.entry("spark.sql.parquet.int96AsTimestamp", "true"),
          Map.entry("spark.sql.parquet.inferTimestampNTZ.enabled", "true"),
          Map.entry("spark.sql.legacy.parquet.nanosAsLong", "false"),
          Map.entry("spark.sql.readSideCharPadding", "true"),
          Map.entry("spark.sql.charAsVarchar", "false"),
          Map.entry("spark.sql.legacy.charVarcharAsString", "false"),
          Map.entry("spark.sql.preserveCharVarcharTypeInfo", "false"),
          // Days and times are those of the file, whose writer has said if they are of the calendar
          // before 1582; this is for files that do not say it.
          Map.entry("spark.sql.parquet.int96TimestampConversion", "false"),
          Map.entry("spark.sql.parquet.int96RebaseModeInRead", "CORRECTED"),
          Map.entry("spark.sql.parquet.int96RebaseModeInWrite", "CORRECTED"),
          Map.entry("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED"),
          Map.entry("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED"),
          // Columns are found by name, by one of Spark's two readers of files.
          Map.entry("spark.sql.parquet.fieldId.read.enabled", "false"),
          Map.entry("spark.sql.parquet.mergeSchema", "false"),
          Map.entry("spark.sql.parquet.respectSummaryFiles", "false"),
          Map.entry("spark.sql.sources.useV1SourceList", "parquet"));

  private static final String CASE_SENSITIVE = "spark.sql.caseSensitive";

  private final SparkSession session;
  private final boolean wantsText;
  private final boolean capitalsCount;

  private TableSession(SparkSession session, SparkSession user) {
    this.session = session;
    wantsText = !Boolean.parseBoolean(user.conf().get(INFERENCE, "true"));
    capitalsCount = Boolean.parseBoolean(user.conf().get(CASE_SENSITIVE, "false"));
  }

  /** Copies a session; later changes of its settings do not count. */
  static TableSession copyOf(SparkSession user) {
    SparkSession session = ((org.apache.spark.sql.classic.SparkSession) user).cloneSession();
    FIXED.forEach(session.conf()::set);
    session.conf().set(CASE_SENSITIVE, "false");
    return new TableSession(session, user);
  }

  /** The copy. */
  SparkSession session() {
    return session;
  }

  /**
   * The rows of a table.
   *
   * <p>Where the user says that capitals count, they do in a table that has columns which differ in
   * nothing else. In any other table they do not: a folder's {@code Day} is the files' column
   * {@code day}.
   *
   * @param schema of the files
   */
  Dataset<Row> rows(String path, StructType schema) {
    boolean areTwo = capitalsCount && differInCapitalsAlone(schema);
    session.conf().set(CASE_SENSITIVE, String.valueOf(areTwo));
    return session.read().schema(schema).parquet(path);
  }

  /** What is to be said of the columns that are in the names of the folders, a line each. */
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
