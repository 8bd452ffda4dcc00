package org.lockstep.data.prediction;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.lockstep.UserException;
import org.lockstep.data.column.RowEncoder;
import org.lockstep.encoding.row.RowBuffer;

/**
 * The rows of a task with their predictions, computed batch by batch. A row is valid until the next
 * one, since its buffers are reused.
 */
final class ScoredRows implements Iterator<InternalRow> {
  private final Iterator<InternalRow> source;
  private final RowEncoder.Session encoder;
  private final int outputs;
  private final PredictionFormat.Writer answers;
  private final ScoredTable.Scorer scorer;
  private final ScoredTable.Words words;
  private final InternalRow[] batch;
  private final RowBuffer x;
  private final JoinedRow scored = new JoinedRow();
  private int filled;
  private int next;

  /**
   * Creates the rows.
   *
   * @param source rows whose first columns are the features
   * @param outputs of the network
   */
  ScoredRows(
      Iterator<InternalRow> source,
      RowEncoder encoder,
      int outputs,
      PredictionFormat format,
      ScoredTable.Scorer scorer,
      ScoredTable.Words words) {
    this.words = words;
    this.source = source;
    this.encoder = encoder.session();
    this.outputs = outputs;
    this.answers = format.writer();
    this.scorer = scorer;
    batch = new InternalRow[scorer.capacity()];
    x = new RowBuffer(batch.length * encoder.shape().usual());
  }

  @Override
  public boolean hasNext() {
    while (next == filled && source.hasNext()) { // a batch is empty if all its rows are skipped
      scoreBatch();
    }
    return next < filled;
  }

  private void scoreBatch() {
    filled = 0;
    next = 0;
    x.clear();
    while (source.hasNext() && filled < batch.length) {
      InternalRow row = source.next();
      if (isEncoded(row)) {
        keep(row);
      }
    }
    scorer.score(x.floats(), filled);
  }

  private boolean isEncoded(InternalRow row) {
    try {
      return encoder.encode(row, x);
    } catch (UserException e) {
      throw e.inWords(words);
    }
  }

  /** Copies a row, as Spark reuses its buffer for the next one. */
  private void keep(InternalRow row) {
    if (row instanceof UnsafeRow bytes
        && batch[filled] instanceof UnsafeRow kept
        && kept.numFields() == bytes.numFields()) {
      kept.copyFrom(bytes);
    } else {
      batch[filled] = row.copy();
    }
    filled++;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    InternalRow answer = answers.write(scorer.weightedInputs(), scorer.outputs(), next * outputs);
    return scored.apply(batch[next++], answer);
  }
}
