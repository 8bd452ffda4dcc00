package org.lockstep.data.prediction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

/**
 * Predicts single rows of type {@code Row}, bit for bit as {@link ScoredTable}. Not thread-safe.
 */
public final class RowScorer {
  private final int[] position;
  private final StructType features;
  private final StructType answers;
  private final RowEncoder.Session encoder;
  private final float[] x;
  private final PredictionFormat.Writer writer;
  private final ScoredTable.Scorer scorer;

  /**
   * Creates a scorer of a model.
   *
   * @param schema of the rows, which may have other columns than features
   * @throws UserException if it lacks a feature, or has one of another type
   */
  public RowScorer(
      StructType schema, Encoding encoding, PredictionFormat format, ScoredTable.Scorer scorer) {
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
    features = found;
    answers = format.schema();
    RowEncoder rows = new RowEncoder(encoding, plans);
    encoder = rows.session();
    x = new float[rows.stride()];
    writer = format.writer();
    this.scorer = scorer;
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

  /**
   * Predicts a row.
   *
   * @return the columns of the prediction; empty if the model skips the row
   * @throws UserException if it has a value that the model cannot take
   */
  public Optional<Row> score(Row row) {
    Object[] values = Arrays.stream(position).mapToObj(row::get).toArray();
    var toCatalyst = CatalystTypeConverters.createToCatalystConverter(features);
    if (!encoder.encode((InternalRow) toCatalyst.apply(RowFactory.create(values)), x, 0)) {
      return Optional.empty();
    }
    scorer.score(x, 1);
    InternalRow answer = writer.write(scorer.weightedInputs(), scorer.outputs(), 0);
    return Optional.of((Row) CatalystTypeConverters.createToScalaConverter(answers).apply(answer));
  }
}
