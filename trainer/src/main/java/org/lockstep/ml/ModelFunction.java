package org.lockstep.ml;

import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.prediction.PredictionFormat;
import org.lockstep.data.prediction.RowScorer;
import org.lockstep.encoding.Encoding;
import org.lockstep.network.Inference;
import org.lockstep.network.Topology;
import org.lockstep.training.evaluation.NetworkScorer;

/** A model as an SQL function: from a row of features to the columns of its prediction. */
final class ModelFunction implements UDF1<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final Topology topology;
  private final Encoding encoding;
  private final PredictionFormat format;
  private final Broadcast<float[]> parameters;
  private transient @Nullable RowScorer scorer;
  private transient @Nullable StructType schema;

  ModelFunction(
      Topology topology,
      Encoding encoding,
      PredictionFormat format,
      Broadcast<float[]> parameters) {
    this.topology = topology;
    this.encoding = encoding;
    this.format = format;
    this.parameters = parameters;
  }

  /** A task has its own copy; the driver's may be called by several threads. */
  @Override
  public synchronized @Nullable Row call(Row row) {
    if (scorer == null || !row.schema().equals(schema)) {
      schema = row.schema();
      Inference inference = new Inference(topology, parameters.value());
      scorer =
          SettingParams.named(
              () ->
                  new RowScorer(
                      row.schema(),
                      encoding,
                      format,
                      new NetworkScorer(inference, topology.outputWidth())));
    }
    RowScorer known = scorer;
    return SettingParams.named(() -> known.score(row)).orElse(null);
  }
}
