package org.lockstep.data.table;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.TargetEncoding;

/**
 * The types of columns in the table that a model was trained on, for another table in which Spark
 * would infer them from the values.
 *
 * <p>The names of folders are text. Spark infers a type from those that are there: {@code
 * zip=01234} alone is a number, beside {@code zip=A1} it is text, and where all values are null
 * there is nothing to infer from. The model knows what the column is.
 */
public final class KnownTypes {
  private static final List<DataType> BY_WIDTH =
      List.of(
          DataTypes.ByteType,
          DataTypes.ShortType,
          DataTypes.IntegerType,
          DataTypes.LongType,
          DataTypes.FloatType,
          DataTypes.DoubleType);

  private final Map<String, DataType> types = new LinkedHashMap<>();

  private KnownTypes() {}

  /** The types of a model's features and labels. */
  public static KnownTypes of(Encoding encoding) {
    KnownTypes known = new KnownTypes();
    for (FeatureColumn feature : encoding.features()) {
      known.add(feature.name(), feature.type());
    }
    if (encoding.target() instanceof TargetEncoding.Classes classes) {
      known.add(classes.column(), classes.type());
    } else {
      encoding.target().columns().forEach(name -> known.types.put(name, DataTypes.DoubleType));
    }
    return known;
  }

  /** The types of a table's columns. */
  public static KnownTypes of(List<StructField> columns) {
    KnownTypes known = new KnownTypes();
    columns.forEach(column -> known.types.put(column.name(), column.dataType()));
    return known;
  }

  /** A folder's name can hold no list of numbers, and no vector. */
  private void add(String name, String type) {
    if (!type.contains("<") && !type.equals(SQLDataTypes.VectorType().simpleString())) {
      types.put(name, DataType.fromDDL(type));
    }
  }

  /**
   * The type to read a partition column as. It is changed only where no value can fail to convert:
   * to text, or to any type if all values are null. For other values the error about the inferred
   * type is clearer than a failed conversion.
   *
   * @param column with the type that Spark finds
   */
  DataType ofPartitions(StructField column) {
    boolean holdsNothing = column.dataType() instanceof NullType;
    return find(column.name())
        .filter(type -> type instanceof StringType || holdsNothing)
        .orElse(column.dataType());
  }

  /** The type to read a BINARY column without a logical type as: bytes, or text. */
  DataType ofBytes(StructField column) {
    return find(column.name()).filter(StringType.class::isInstance).orElse(column.dataType());
  }

  /**
   * The type to read a column of text as, such as one of a CSV. Numbers that the model's type does
   * not hold keep the type that was found.
   *
   * @param column with the type that Spark finds in its values
   */
  public DataType ofText(StructField column) {
    return find(column.name())
        .filter(type -> !isNarrower(type, column.dataType()))
        .orElse(column.dataType());
  }

  private static boolean isNarrower(DataType type, DataType found) {
    int place = BY_WIDTH.indexOf(type);
    return (place >= 0 && place < BY_WIDTH.indexOf(found))
        || (type instanceof DateType && !(found instanceof StringType));
  }

  private Optional<DataType> find(String name) {
    return ColumnNames.find(types, name);
  }
}
