package org.lockstep.data.column;

import java.util.List;
import org.apache.spark.ml.functions$;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructField;
import org.lockstep.Problems;
import org.lockstep.data.table.Table;

/** The targets of a regression, as expressions over a table. */
public final class TargetColumns {
  private TargetColumns() {}

  /**
   * All targets of a row as one array of doubles: those of the first column, then of the next.
   *
   * @param names of the target columns
   * @throws org.lockstep.UserException if one is absent
   */
  public static Column asArray(Table table, List<String> names) {
    return functions.concat(
        new ColumnFinder(table, Problems.thrown())
            .find(names, "label of the model").stream()
                .map(TargetColumns::asArray)
                .toArray(Column[]::new));
  }

  private static Column asArray(StructField field) {
    Column column = Table.column(field.name());
    if (field.dataType().equals(SQLDataTypes.VectorType())) {
      return functions$.MODULE$.vector_to_array(column, "float64");
    }
    return field.dataType() instanceof ArrayType
        ? column.cast("array<double>")
        : functions.array(column.cast("double"));
  }
}
