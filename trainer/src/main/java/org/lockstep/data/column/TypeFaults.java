package org.lockstep.data.column;

import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.lockstep.UserException;
import org.lockstep.data.table.Advice;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.Task;
import org.lockstep.settings.data.EncodingSettings;

/**
 * Errors for columns of a type that cannot be a feature or a label. Each method returns empty for a
 * type that can.
 */
public final class TypeFaults {
  private TypeFaults() {}

  /**
   * A feature that is encoded by the settings.
   *
   * @param path of the table
   */
  static Optional<UserException> ofFeature(
      StructField feature, EncodingSettings settings, Advice advice, String path) {
    Optional<FeatureKind> kind = FeatureKind.of(feature.dataType());
    boolean isRefusedDate =
        kind.equals(Optional.of(FeatureKind.DATES)) && settings.dates().isEmpty();
    return kind.isPresent() && !isRefusedDate
        ? Optional.empty()
        : Optional.of(
            new UserException(
                "feature column %s is of type %s".formatted(feature.name(), type(feature)),
                path,
                isRefusedDate ? advice.dates() : conversion(feature.dataType(), advice)));
  }

  /**
   * A feature of a trained model. A column of nulls alone has no type, and can be any feature.
   *
   * @param path of the table
   */
  public static Optional<UserException> ofFeature(
      StructField feature, FeatureColumn known, String path) {
    return feature.dataType() instanceof NullType
            || FeatureKind.of(feature.dataType()).equals(Optional.of(FeatureKind.of(known)))
        ? Optional.empty()
        : Optional.of(
            new UserException(
                "feature column %s is of type %s; the model was trained on %s"
                    .formatted(feature.name(), type(feature), known.type()),
                path,
                "give the model the columns that it was trained on"));
  }

  /**
   * The label of a classification, or a target of a regression.
   *
   * @param path of the table
   */
  static Optional<UserException> ofLabel(StructField label, Task task, Advice advice, String path) {
    DataType type = label.dataType();
    boolean isUsable =
        task == Task.CLASSIFICATION
            ? ColumnReader.isNumber(type) || type instanceof StringType
            : ColumnReader.reads(type);
    return isUsable
        ? Optional.empty()
        : Optional.of(
            new UserException(
                "label column %s is of type %s".formatted(label.name(), type(label)),
                path,
                task == Task.CLASSIFICATION
                    ? classLabel(type, advice)
                    : regressionTarget(type, advice)));
  }

  private static String type(StructField field) {
    return field.dataType().simpleString();
  }

  private static String conversion(DataType type, Advice advice) {
    return "features are numbers, words, dates, arrays of numbers or Spark ML vectors; %s it, or %s"
        .formatted(
            type instanceof ArrayType array && array.elementType() instanceof ArrayType
                ? "flatten"
                : "convert",
            advice.leaveOut());
  }

  private static String classLabel(DataType type, Advice advice) {
    String allowed = "a class is a string, a boolean or a whole number";
    if (ColumnReader.reads(type)) {
      return "%s: to learn the numbers of an array %s, else %s"
          .formatted(allowed, advice.regress(), advice.otherLabel());
    }
    return "%s: convert the column to one, or %s".formatted(allowed, advice.otherLabel());
  }

  private static String regressionTarget(DataType type, Advice advice) {
    String allowed = "a regression needs numbers, or arrays of them";
    if (type instanceof StringType) {
      return "%s: to learn names %s, else convert it to numbers"
          .formatted(allowed, advice.classify());
    }
    return FeatureKind.of(type).equals(Optional.of(FeatureKind.DATES))
        ? "%s: convert it, such as to days since 1970-01-01, or %s"
            .formatted(allowed, advice.otherLabel())
        : "%s: convert it, or %s".formatted(allowed, advice.otherLabel());
  }
}
