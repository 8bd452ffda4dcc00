package org.lockstep.settings.table;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lockstep.settings.value.Plain;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Shape;
import org.lockstep.settings.value.Values;
import org.lockstep.settings.value.WrongValueException;

/** The settings of reading tables. */
public final class TableKeys {
  /** Options that are the same in every run: with others a faulty row would be read as nulls. */
  private static final Set<String> FIXED;

  static {
    FIXED = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    FIXED.addAll(
        List.of(
            "mode",
            "samplingRatio",
            "columnNameOfCorruptRecord",
            "enforceSchema",
            "path",
            "paths"));
  }

  private static final String BLOCK = "a block of options, such as { sep = \";\" }";

  /** The formats that are files: their reader loads no other code and connects to no server. */
  public static final Set<String> OF_FILES =
      Set.of("parquet", "csv", "json", "orc", "avro", "delta", "iceberg");

  /** The format of the files. */
  public static final Setting<String> FORMAT =
      Setting.of(
          "data.format",
          Values.text(),
          null,
          "The format of the tables: parquet, csv, json, orc, avro, delta, iceberg, or the name of"
              + " any data source of Spark whose jar is on the class path. Without it Parquet; other"
              + " files are refused by a line that names their format. A CSV has its names in its"
              + " first line, unless data.options.header is false. A row that cannot be read is an"
              + " error.");

  /** The options of the data source. */
  public static final Setting<SortedMap<String, String>> OPTIONS =
      Setting.of(
          "data.options",
          Values.any(Shape.TEXT, BLOCK, "{\"sep\": \";\"}", TableKeys::options),
          null,
          "Options of Spark's data source, by their names there: sep, quote, encoding, nullValue,"
              + " dateFormat, multiLine, url, dbtable. What would hide faulty rows (mode) or infer"
              + " types from a sample (samplingRatio) cannot be set.");

  /** Types of columns. */
  public static final Setting<String> SCHEMA =
      Setting.of(
          "data.schema",
          Values.text(),
          null,
          "The types of some columns of a CSV or JSON, as in SQL: \"zip STRING, born DATE\". The types"
              + " of all others are inferred from all rows; lockstep validate shows them.");

  /** The rows to take. */
  public static final Setting<String> WHERE =
      Setting.of(
          "data.where",
          Values.text(),
          null,
          "The rows to take, of the tables to train and to validate on: a predicate of Spark SQL, such"
              + " as \"age >= 18 AND site <> 'test'\". Times are UTC.");

  /** All of them, in the order of the documentation. */
  public static final List<Setting<?>> ALL = List.of(FORMAT, OPTIONS, SCHEMA, WHERE);

  private TableKeys() {}

  private static SortedMap<String, String> options(Object plain) {
    Object json = plain instanceof String text ? Values.jsonBlock(text).orElse(null) : plain;
    if (!(json instanceof Map<?, ?> block)) {
      throw new WrongValueException("it must be " + BLOCK);
    }
    SortedMap<String, String> options = new TreeMap<>();
    put(block, "", options);
    for (String name : options.keySet()) {
      if (FIXED.contains(name)) {
        throw new WrongValueException(
            "%s cannot be set: every row is read, and a faulty one is an error; remove it"
                .formatted(name));
      }
    }
    return options;
  }

  /** A name with dots is written as nested blocks in HOCON. */
  private static void put(Map<?, ?> block, String prefix, SortedMap<String, String> into) {
    block.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> inner) {
            put(inner, prefix + name + ".", into);
          } else {
            into.put(prefix + name, Plain.text(value));
          }
        });
  }
}
