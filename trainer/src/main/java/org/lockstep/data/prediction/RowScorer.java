package org.lockstep.data.prediction;

import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.lockstep.UserException;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.row.RowBuffer;

/**
 * Predicts single rows of type {@code Row}, bit for bit as {@link ScoredTable}. Not thread-safe.
 */
public final class RowScorer {
  private final RowInputs inputs;
  private final StructType answers;
  private final RowBuffer x;
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
    inputs = new RowInputs(schema, encoding);
    answers = format.schema();
    x = inputs.buffer();
    writer = format.writer();
    this.scorer = scorer;
  }

  /**
   * Predicts a row.
   *
   * @return the columns of the prediction; empty if the model skips the row
   * @throws UserException if it has a value that the model cannot take
   */
  public Optional<Row> score(Row row) {
    x.clear();
    if (!inputs.encode(row, x)) {
      return Optional.empty();
    }
    scorer.score(x.floats(), 1);
    InternalRow answer = writer.write(scorer.weightedInputs(), scorer.outputs(), 0);
    return Optional.of((Row) CatalystTypeConverters.createToScalaConverter(answers).apply(answer));
  }
}
