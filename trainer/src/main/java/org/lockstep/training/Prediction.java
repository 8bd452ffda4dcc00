package org.lockstep.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.lockstep.UserException;
import org.lockstep.data.JobDescription;
import org.lockstep.data.ScoredTable;
import org.lockstep.data.ScoredTable.Scorer;
import org.lockstep.model.Model;
import org.lockstep.network.Network;
import org.lockstep.network.Topology;
import org.lockstep.training.lane.LaneWorker;

/** A model's answers for the rows of a table. */
public final class Prediction {
  private Prediction() {}

  /**
   * Writes the table with the model's answers as Parquet, whole or not at all.
   *
   * @param dataPath a Parquet file, a folder of them, or a glob, with the model's features
   * @param outputDir a folder that does not exist yet
   * @return the number of rows
   * @throws UserException if the table cannot be read, not by this model, or the folder exists
   */
  public static long write(SparkSession spark, Model model, String dataPath, String outputDir) {
    Path output = new Path(outputDir);
    Path parent = output.getParent() == null ? new Path(".") : output.getParent();
    Path unfinished =
        new Path(parent, ".%s-%s.unfinished".formatted(output.getName(), UUID.randomUUID()));
    Broadcast<float[]> theta =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(model.parameters());
    try {
      FileSystem files = output.getFileSystem(spark.sparkContext().hadoopConfiguration());
      if (files.exists(output)) {
        throw new UserException(
            "%s exists already".formatted(outputDir), "--output", "choose another folder");
      }
      Topology topology = model.topology();
      Dataset<Row> scored =
          ScoredTable.of(
              spark, dataPath, model.encoding(), () -> new NetworkScorer(topology, theta.value()));
      try {
        long rows =
            JobDescription.during(
                spark.sparkContext(),
                "predicting " + dataPath,
                () -> {
                  scored.write().parquet(unfinished.toString());
                  return spark
                      .read()
                      .schema(scored.schema())
                      .parquet(unfinished.toString())
                      .count();
                });
        if (!files.rename(unfinished, output)) {
          throw new IOException("cannot rename %s to %s".formatted(unfinished, output));
        }
        return rows;
      } finally {
        files.delete(unfinished, true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to %s".formatted(outputDir), e);
    } finally {
      theta.destroy();
    }
  }

  private static final class NetworkScorer implements Scorer {
    private final Network network;
    private final int inputWidth;

    NetworkScorer(Topology topology, float[] parameters) {
      network = new Network(topology, LaneWorker.EVALUATION_BATCH);
      network.load(parameters);
      inputWidth = topology.inputWidth();
    }

    @Override
    public int capacity() {
      return network.capacity();
    }

    @Override
    public float[] outputs(float[] rows, int m) {
      for (int j = 0; j < m; j++) {
        network.putExample(j, rows, j * inputWidth);
      }
      return network.forward(m);
    }
  }
}
