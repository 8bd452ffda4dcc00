package org.lockstep.training.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.lockstep.Quoted;
import org.lockstep.UserException;
import org.lockstep.data.column.TargetColumns;
import org.lockstep.data.prediction.PlainPredictions;
import org.lockstep.data.prediction.PredictionFormat;
import org.lockstep.data.prediction.QuantilePredictions;
import org.lockstep.data.prediction.ScoredTable;
import org.lockstep.data.source.TableReader;
import org.lockstep.data.survey.RowsUsed;
import org.lockstep.data.survey.TableNotices;
import org.lockstep.data.table.ColumnNames;
import org.lockstep.data.table.JobDescription;
import org.lockstep.data.table.Table;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.PredictionColumns;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.model.Model;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.lock.FolderSnapshot;
import org.lockstep.network.Quantiles;
import org.lockstep.settings.table.TableSettings;
import org.lockstep.settings.value.NearestName;

/** Computes a model's predictions for the rows of a table. */
public final class Prediction {
  private Prediction() {}

  /**
   * Writes the table with the model's predictions as Parquet, completely or not at all.
   *
   * @param dataPath a Parquet file, a folder of them, or a glob, with the model's features
   * @param outputDir a folder that does not exist
   * @return number of rows written
   * @throws UserException if the table cannot be read or does not fit the model, or the folder
   *     exists
   */
  public static long write(SparkSession spark, Model model, String dataPath, String outputDir) {
    return write(
            spark,
            model,
            TableSettings.of(dataPath),
            outputDir,
            PredictionColumns.DEFAULT,
            notice -> {})
        .rows();
  }

  /**
   * Result of a prediction.
   *
   * @param rows number of rows written
   * @param used which rows of the table were left out, and which values filled in
   */
  public record Written(long rows, RowsUsed used) {}

  /** As the method below, for Parquet files. */
  public static Written write(
      SparkSession spark,
      Model model,
      String dataPath,
      String outputDir,
      PredictionColumns names,
      Consumer<String> notices) {
    return write(spark, model, TableSettings.of(dataPath), outputDir, names, notices);
  }

  /**
   * Writes predictions in columns with other names.
   *
   * @param names of the columns of predictions
   * @param notices receives notices about the table, a line each
   * @throws UserException also if the table has a column of such a name
   */
  public static Written write(
      SparkSession spark,
      Model model,
      TableSettings data,
      String outputDir,
      PredictionColumns names,
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
      Table whole = TableReader.open(spark, data);
      List<String> kept = kept(whole, names.kept());
      Table table = names.kept() == null ? whole : narrowed(whole, model, kept);
      ScoredTable.Checked checked = scored(model, table, theta, names);
      Dataset<Row> scored =
          names.kept() == null ? checked.rows() : beside(kept, checked, model, names);
      TableNotices.ofOutput(table).forEach(notices);
      FolderSnapshot before =
          FolderSnapshot.of(
              new FolderFiles(spark.sparkContext().hadoopConfiguration(), outputDir), parent);
      boolean isWritten = false;
      try {
        long rows =
            JobDescription.during(
                spark.sparkContext(),
                "predicting " + data.name(),
                () -> {
                  requireWritable(spark, unfinished);
                  table.reading(
                      () -> {
                        scored.write().parquet(unfinished.toString());
                        return unfinished;
                      });
                  return scored
                      .sparkSession()
                      .read()
                      .schema(scored.schema())
                      .parquet(unfinished.toString())
                      .count();
                });
        // If the folder was created meanwhile, HDFS would move this one into it
        if (files.exists(output) || !files.rename(unfinished, output)) {
          throw new IOException("cannot rename %s to %s".formatted(unfinished, output));
        }
        isWritten = true;
        return new Written(rows, checked.used());
      } finally {
        files.delete(unfinished, true);
        if (!isWritten) {
          before.restore(true);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to %s".formatted(outputDir), e);
    } finally {
      theta.destroy();
    }
  }

  /** The exact names of the columns of a table that a user wants to keep. */
  private static List<String> kept(Table table, @Nullable List<String> wanted) {
    if (wanted == null) {
      return List.of();
    }
    StructType schema = table.rows().schema();
    Set<String> kept = new LinkedHashSet<>();
    for (String name : wanted) {
      kept.add(
          ColumnNames.find(schema, name)
              .orElseThrow(
                  () ->
                      new UserException(
                          "the table has no column %s to keep".formatted(Quoted.of(name)),
                          "--columns, %s".formatted(table.path()),
                          "the nearest is " + NearestName.of(name, List.of(schema.fieldNames()))))
              .name());
    }
    return List.copyOf(kept);
  }

  /** The table without columns that neither the model needs nor the user. */
  private static Table narrowed(Table table, Model model, List<String> kept) {
    Set<String> needed = new HashSet<>(kept);
    StructType schema = table.rows().schema();
    for (FeatureColumn feature : model.encoding().features()) {
      Optional<StructField> field = ColumnNames.find(schema, feature.name());
      if (field.isEmpty()) {
        return table; // the message about it looks at all columns
      }
      needed.add(field.get().name());
    }
    return table.only(needed);
  }

  private static Dataset<Row> beside(
      List<String> kept, ScoredTable.Checked checked, Model model, PredictionColumns names) {
    StructType answers = format(model, names).schema();
    Column[] columns =
        Stream.concat(kept.stream(), Stream.of(answers.fieldNames()))
            .map(Table::column)
            .toArray(Column[]::new);
    return checked.rows().select(columns);
  }

  /** Fails with the file system's own message before any row is read. */
  private static void requireWritable(SparkSession spark, Path folder) {
    try {
      FolderFiles files =
          new FolderFiles(spark.sparkContext().hadoopConfiguration(), folder.toString());
      files.create(new Path(folder, "probe"), out -> {}, false);
      files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to %s".formatted(folder.getParent()), e);
    }
  }

  /**
   * Targets and predictions of a row of a regression, in the units of the data.
   *
   * @param targets one per output
   * @param predictions one per output
   */
  public record PredictedRow(List<Double> targets, List<Double> predictions) {
    /** Copies the lists. */
    public PredictedRow {
      targets = List.copyOf(targets);
      predictions = List.copyOf(predictions);
    }
  }

  /** As {@link #sample(SparkSession, Model, TableSettings, int)}, of Parquet files. */
  public static List<PredictedRow> sample(
      SparkSession spark, Model model, String dataPath, int most) {
    return sample(spark, model, TableSettings.of(dataPath), most);
  }

  /**
   * Predicts a sample of the rows of a table by a regression. The sample is drawn by a hash of
   * targets and predictions: the same rows in the same order for every partitioning. Rows that lack
   * a target are left out.
   *
   * @param data a table with the model's features and targets
   * @param most largest number of rows
   * @throws UserException if the table cannot be read, or does not fit the model
   */
  public static List<PredictedRow> sample(
      SparkSession spark, Model model, TableSettings data, int most) {
    Broadcast<float[]> theta = broadcast(spark, model);
    try {
      Table table = TableReader.open(spark, data);
      TargetEncoding.Numbers target = (TargetEncoding.Numbers) model.encoding().target();
      PredictionColumns names = PredictionColumns.besides(List.of(table.rows().columns()));
      Column prediction = functions.col(names.prediction());
      Dataset<Row> drawn =
          scored(model, table, theta, names)
              .rows()
              .select(
                  TargetColumns.asArray(table, target.columns()).as("targets"),
                  (target.areSeveral() ? prediction : functions.array(prediction))
                      .as("predictions"))
              .where(functions.forall(functions.col("targets"), Prediction::isThere))
              .orderBy(functions.xxhash64(functions.col("targets"), functions.col("predictions")))
              .limit(most);
      return table.reading(drawn::collectAsList).stream()
          .map(row -> new PredictedRow(row.getList(0), row.getList(1)))
          .toList();
    } finally {
      theta.destroy();
    }
  }

  private static Column isThere(Column number) {
    return number.isNotNull().and(functions.not(number.isNaN()));
  }

  private static Broadcast<float[]> broadcast(SparkSession spark, Model model) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(model.parameters());
  }

  private static ScoredTable.Checked scored(
      Model model, Table table, Broadcast<float[]> theta, PredictionColumns names) {
    PredictionFormat format = format(model, names);
    return ScoredTable.checked(
        table,
        model.encoding(),
        format,
        format.outputsPerTarget() == 1
            ? NetworkScorer.factory(model.topology(), theta)
            : NetworkScorer.factoryOfAllOutputs(model.topology(), theta));
  }

  private static PredictionFormat format(Model model, PredictionColumns names) {
    PlainPredictions plain = new PlainPredictions(model.encoding().target(), names);
    return model.topology().loss() instanceof Quantiles loss && loss.levels().size() > 1
        ? new QuantilePredictions(plain, loss)
        : plain;
  }
}
