package org.lockstep.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.lockstep.UserException;
import org.lockstep.data.JobDescription;
import org.lockstep.data.PlainAnswers;
import org.lockstep.data.ScoredTable;
import org.lockstep.data.Table;
import org.lockstep.data.TableNotices;
import org.lockstep.data.TableSource;
import org.lockstep.model.Model;

/** A model's answers for the rows of a table. */
public final class Prediction {
  private Prediction() {}

  /**
   * Writes the table with the model's answers as Parquet, whole or not at all.
   *
   * @see #write(SparkSession, Model, String, String, Consumer)
   */
  public static long write(SparkSession spark, Model model, String dataPath, String outputDir) {
    return write(spark, model, dataPath, outputDir, notice -> {});
  }

  /**
   * Writes the table with the model's answers as Parquet, whole or not at all.
   *
   * @param dataPath a Parquet file, a folder of them, or a glob, with the model's features
   * @param outputDir a folder that does not exist yet
   * @param notices hears of columns that are not written, a line each
   * @return the number of rows
   * @throws UserException if the table cannot be read, not by this model, or the folder exists
   */
  public static long write(
      SparkSession spark,
      Model model,
      String dataPath,
      String outputDir,
      Consumer<String> notices) {
    Path output = new Path(outputDir);
    Path parent = output.getParent() == null ? new Path(".") : output.getParent();
    Path unfinished =
        new Path(parent, ".%s-%s.unfinished".formatted(output.getName(), UUID.randomUUID()));
    Broadcast<float[]> theta = broadcast(spark, model);
    try {
      FileSystem files = output.getFileSystem(spark.sparkContext().hadoopConfiguration());
      if (files.exists(output)) {
        throw new UserException(
            "%s exists already".formatted(outputDir), "--output", "choose another folder");
      }
      Table table = TableSource.parquet(spark).open(dataPath);
      Dataset<Row> scored = scored(table, model, theta);
      TableNotices.ofOutput(table).forEach(notices);
      try {
        long rows =
            JobDescription.during(
                spark.sparkContext(),
                "predicting " + dataPath,
                () -> {
                  table.reading(
                      () -> {
                        scored.write().parquet(unfinished.toString());
                        return unfinished;
                      });
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

  /**
   * What a regression answers for a row, beside what is true of it, in the units of the data.
   *
   * @param targets one a target column
   * @param predictions one a target column
   */
  public record Answer(List<Double> targets, List<Double> predictions) {
    /** Copies the lists. */
    public Answer {
      targets = List.copyOf(targets);
      predictions = List.copyOf(predictions);
    }
  }

  /**
   * A regression's answers for some rows of a table. A hash of targets and answers draws them: the
   * same rows, in the same order, however the table is partitioned.
   *
   * @param dataPath a Parquet file, a folder of them, or a glob, with the model's features and
   *     targets
   * @param most rows that are drawn; fewer if the table has fewer
   * @throws UserException if the table cannot be read, or not by this model
   */
  public static List<Answer> sample(SparkSession spark, Model model, String dataPath, int most) {
    Broadcast<float[]> theta = broadcast(spark, model);
    try {
      Column[] targets =
          model.encoding().target().columns().stream()
              .map(name -> functions.col("`" + name.replace("`", "``") + "`").cast("double"))
              .toArray(Column[]::new);
      Column prediction = functions.col("prediction");
      Column targetList = functions.array(targets);
      Column predictionList = targets.length == 1 ? functions.array(prediction) : prediction;
      Table table = TableSource.parquet(spark).open(dataPath);
      Dataset<Row> drawn =
          scored(table, model, theta)
              .select(targetList.as("targets"), predictionList.as("predictions"))
              .orderBy(functions.xxhash64(functions.col("targets"), functions.col("predictions")))
              .limit(most);
      return table.reading(drawn::collectAsList).stream()
          .map(row -> new Answer(row.getList(0), row.getList(1)))
          .toList();
    } finally {
      theta.destroy();
    }
  }

  private static Broadcast<float[]> broadcast(SparkSession spark, Model model) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(model.parameters());
  }

  private static Dataset<Row> scored(Table table, Model model, Broadcast<float[]> theta) {
    return ScoredTable.checked(
        table,
        model.encoding(),
        new PlainAnswers(model.encoding().target()),
        NetworkScorer.factory(model.topology(), theta));
  }
}
