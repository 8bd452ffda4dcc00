package org.lockstep.ml.data;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.lockstep.UserException;
import org.lockstep.data.survey.SchemaCheck;
import org.lockstep.data.table.ColumnNames;
import org.lockstep.data.table.DatasetTable;
import org.lockstep.settings.data.DataSettings;

/** Checks the columns that a stage reads and adds. */
public final class SchemaColumns {
  private SchemaColumns() {}

  /**
   * Finds a column by {@link ColumnNames}.
   *
   * @param param the parameter that names it
   * @throws UserException if it is absent
   */
  public static StructField find(StructType schema, String name, String param) {
    return ColumnNames.find(schema, name)
        .orElseThrow(
            () ->
                new UserException(
                    "column %s does not exist".formatted(name),
                    param,
                    "the columns are: " + String.join(", ", schema.fieldNames())));
  }

  /**
   * Checks the types of the columns that are trained on.
   *
   * @throws UserException if one cannot be used
   */
  public static void requireTrainable(StructType schema, DataSettings settings) {
    Dataset<Row> none = SparkSession.active().createDataFrame(List.of(), schema);
    SchemaCheck.toTrain(new DatasetTable(none), settings);
  }

  /**
   * Adds columns.
   *
   * @param stage whose parameters name them
   * @throws UserException if there is one of that name
   */
  public static StructType with(StructType schema, StructType added, Params stage) {
    StructType sum = schema;
    for (StructField field : added.fields()) {
      if (Arrays.stream(sum.fieldNames()).anyMatch(field.name()::equalsIgnoreCase)) {
        String param = paramThatNames(stage, field.name());
        throw new UserException(
            "the DataFrame has a column %s already".formatted(field.name()),
            param,
            "drop it, or set another name in %s, or an empty one for none".formatted(param));
      }
      sum = sum.add(field);
    }
    return sum;
  }

  private static String paramThatNames(Params stage, String column) {
    return Arrays.stream(stage.params())
        .filter(param -> param.name().endsWith("Col") && stage.isDefined(param))
        .filter(param -> stage.getOrDefault(param).equals(column))
        .map(Param::name)
        .reduce((first, last) -> last.startsWith("pred") ? last : first)
        .orElse("predictionCol");
  }

  /**
   * The number of classes in a column's metadata, as StringIndexer writes them; empty if there is
   * none.
   */
  public static OptionalInt classes(StructField label) {
    if (label.dataType() instanceof NumericType
        && Attribute.fromStructField(label) instanceof NominalAttribute nominal) {
      var count = nominal.getNumValues();
      return count.isDefined() && (Integer) count.get() >= 2
          ? OptionalInt.of((Integer) count.get())
          : OptionalInt.empty();
    }
    return OptionalInt.empty();
  }
}
