package org.lockstep.data.prediction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.lockstep.UserException;
import org.lockstep.data.column.FeaturePlan;
import org.lockstep.data.column.RowEncoder;
import org.lockstep.data.column.TypeFaults;
import org.lockstep.data.table.ColumnNames;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.row.RowBuffer;
import scala.Function1;

/** Encodes single rows of type {@code Row} as inputs of a network. Not thread-safe. */
public final class RowInputs {
  private final int[] position;
  private final Function1<Object, Object> toCatalyst;
  private final RowEncoder.Session encoder;
  private final int usual;

  /**
   * Creates an encoder of rows.
   *
   * @param schema of the rows, which may have other columns than features
   * @throws UserException if it lacks a feature, or has one of another type
   */
  public RowInputs(StructType schema, Encoding encoding) {
    List<FeaturePlan> plans = new ArrayList<>();
    StructType found = new StructType();
    position = new int[encoding.features().size()];
    for (int c = 0; c < position.length; c++) {
      FeatureColumn known = encoding.features().get(c);
      position[c] = position(schema, known.name());
      StructField field = schema.apply(position[c]);
      TypeFaults.ofFeature(field, known, "the row")
          .ifPresent(
              fault -> {
                throw fault;
              });
      plans.add(FeaturePlan.of(field, known));
      found = found.add(field);
    }
    toCatalyst = CatalystTypeConverters.createToCatalystConverter(found);
    RowEncoder rows = new RowEncoder(encoding, plans);
    encoder = rows.session();
    usual = rows.shape().usual();
  }

  private static int position(StructType schema, String name) {
    return ColumnNames.find(schema, name)
        .map(field -> Arrays.asList(schema.fieldNames()).indexOf(field.name()))
        .orElseThrow(
            () ->
                new UserException(
                    "the row has no column %s".formatted(name),
                    String.join(", ", schema.fieldNames()),
                    "give the model the columns that it was trained on"));
  }

  /** An empty buffer for a row. */
  public RowBuffer buffer() {
    return new RowBuffer(usual);
  }

  /**
   * Encodes a row.
   *
   * @param to receives it behind what it has, unless the model skips it
   * @return false if the model skips the row
   * @throws UserException if it has a value that the model cannot take
   */
  public boolean encode(Row row, RowBuffer to) {
    Object[] values = Arrays.stream(position).mapToObj(row::get).toArray();
    return encoder.encode((InternalRow) toCatalyst.apply(RowFactory.create(values)), to);
  }
}
