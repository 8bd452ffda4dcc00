package org.lockstep.data.lane;

import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.lockstep.Problems;
import org.lockstep.UserException;
import org.lockstep.data.column.RowEncoder;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.lane.LaneDealer.Part;
import org.lockstep.data.lane.LaneDealer.Selection;
import org.lockstep.data.survey.RowsUsed;
import org.lockstep.data.survey.SurveyedTable;
import org.lockstep.data.survey.TrainingTables;
import org.lockstep.data.table.ParquetTable;
import org.lockstep.data.table.TableSource;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.settings.DataSettings;

/**
 * A table made ready: its encoding, and its examples in lanes.
 *
 * @param encoding how its rows become inputs and targets
 * @param train the examples to train on
 * @param validation those to judge by, null if there are none
 * @param classCounts examples to train on of each class, in the encoding's order; empty for numbers
 * @param warnings what the user may want to know, a line each
 */
public record TrainingData(
    Encoding encoding,
    DealtLanes train,
    @Nullable DealtLanes validation,
    List<Long> classCounts,
    List<String> warnings) {

  /** Frees the caches. */
  public void release() {
    train.release();
    if (validation != null) {
      validation.release();
    }
  }

  /**
   * Reads the tables, twice each: once to survey them, once to encode and deal the rows.
   *
   * @param batchSize examples of a mini-batch; more than there are examples is cut to all of them
   * @param lanes virtual workers
   * @param partitionCount Spark partitions to carry them; asked when the first pass is done, since
   *     the executors of a cluster have come by then
   * @throws UserException if a table cannot be read or trained on
   */
  public static TrainingData prepare(
      SparkSession spark,
      DataSettings settings,
      int batchSize,
      int lanes,
      IntSupplier partitionCount) {
    return prepare(
        TableSource.parquet(spark), settings, Optional.empty(), batchSize, lanes, partitionCount);
  }

  /**
   * Reads the tables, and encodes them as those were that a model has been trained on.
   *
   * @param source where the tables are found
   * @param known that model's encoding; empty to fit one to the table
   * @throws UserException if a table cannot be read or trained on, or not by that encoding
   */
  public static TrainingData prepare(
      TableSource source,
      DataSettings settings,
      Optional<Encoding> known,
      int batchSize,
      int lanes,
      IntSupplier partitionCount) {
    TrainingTables tables = TrainingTables.survey(source, settings, known, Problems.thrown());
    SurveyedTable table = tables.train();
    Encoding encoding = tables.encoding().orElseThrow();
    int partitions = partitionCount.getAsInt();
    BatchPlan plan = BatchPlan.upTo(BatchPlan.ALL, table.examples(), lanes);
    double share = settings.heldBackShare();
    RowEncoder encoder = new RowEncoder(encoding, table.columns());
    DealtLanes train =
        LaneDealer.deal(
            table.columns(),
            encoder,
            new Selection(
                share > 0 ? Part.KEPT : Part.ALL,
                share,
                table.examples(),
                table.survey().fingerprint()),
            plan,
            partitions,
            settings.seed());

    DealtLanes validation = null;
    try {
      if (tables.validation().isPresent()) {
        validation = evaluationLanes(tables.validation().get(), encoding, lanes, partitions);
      } else if (share > 0) {
        long heldBack = table.survey().heldBack();
        validation =
            LaneDealer.deal(
                table.columns(),
                encoder,
                new Selection(Part.HELD_BACK, share, heldBack, table.survey().fingerprint()),
                new BatchPlan(heldBack, 1, lanes),
                partitions,
                settings.seed());
      }
    } catch (RuntimeException | Error e) {
      train.release();
      throw e;
    }
    return new TrainingData(
            encoding, train, validation, table.survey().classCounts(encoding), tables.warnings())
        .inBatchesOf(batchSize);
  }

  /**
   * The same examples in mini-batches of another size. What is cached is shared, and released once.
   *
   * @param batchSize examples of a mini-batch; more than there are examples is cut to all of them
   */
  TrainingData inBatchesOf(int batchSize) {
    BatchPlan plan = BatchPlan.upTo(batchSize, train.plan().examples(), train.plan().lanes());
    return new TrainingData(encoding, train.inBatches(plan), validation, classCounts, warnings);
  }

  /**
   * A table in lanes, to judge a model on.
   *
   * @param rows which rows of it were left out
   */
  public record Judged(DealtLanes lanes, RowsUsed rows) {}

  /**
   * Reads a table by the encoding of a model, to judge the model on it.
   *
   * @param weight the column of the examples' weights; empty for 1 each
   * @param missingLabel what becomes of rows without a label
   * @throws UserException if it cannot be read, lacks a column, or has a label that the model does
   *     not know
   */
  public static Judged evaluationLanes(
      SparkSession spark,
      Encoding encoding,
      String path,
      Optional<String> weight,
      MissingLabel missingLabel,
      int lanes,
      int partitions) {
    SurveyedTable table =
        SurveyedTable.toJudge(
            TableColumns.forEvaluation(
                ParquetTable.open(spark, path), encoding, weight, missingLabel, Problems.thrown()),
            encoding.target().task(),
            Problems.thrown());
    table.requireReadableBy(encoding);
    return new Judged(
        evaluationLanes(table, encoding, lanes, partitions),
        RowsUsed.of(table.columns(), table.survey(), encoding));
  }

  private static DealtLanes evaluationLanes(
      SurveyedTable table, Encoding encoding, int lanes, int partitions) {
    long rows = table.survey().rows();
    return LaneDealer.deal(
        table.columns(),
        new RowEncoder(encoding, table.columns()),
        new Selection(Part.ALL, 0, rows, table.survey().fingerprint()),
        new BatchPlan(rows, 1, lanes),
        partitions,
        0);
  }
}
