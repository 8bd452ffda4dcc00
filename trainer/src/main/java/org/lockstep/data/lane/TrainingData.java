package org.lockstep.data.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.lockstep.Problems;
import org.lockstep.UserException;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.source.TableReader;
import org.lockstep.data.survey.RowsUsed;
import org.lockstep.data.survey.SurveyedTable;
import org.lockstep.data.survey.TrainingTables;
import org.lockstep.data.table.TableSource;
import org.lockstep.encoding.Encoding;
import org.lockstep.settings.data.DataSettings;

/**
 * The data of a run: the encoding, and the examples dealt to lanes.
 *
 * @param encoding how its rows become inputs and targets
 * @param train the examples to train on
 * @param validation the examples to validate on; null without validation
 * @param test the rows to test the finished model on, checked but not dealt; empty without
 * @param classCounts the examples to train on of each class, in the order of the encoding; empty
 *     for a regression
 * @param warnings lines for the user
 */
public record TrainingData(
    Encoding encoding,
    DealtLanes train,
    @Nullable DealtLanes validation,
    Optional<SurveyedTable> test,
    List<Long> classCounts,
    List<String> warnings) {

  /** Frees memory and disk of the executors. */
  public void release() {
    train.release();
    if (validation != null) {
      validation.release();
    }
  }

  /**
   * Reads the tables of the settings, encodes their rows and deals them to lanes. A table is read
   * twice, once to survey it and once to deal its rows. Rows that a column marks to validate on are
   * checked while they are dealt; only where something is wrong with them are they read again, to
   * say what.
   *
   * @param batchSize examples of a mini-batch; more than there are examples is cut to all of them
   * @param lanes virtual workers
   * @param partitionCount Spark partitions to carry them; called after the survey, when the
   *     executors of a cluster have registered
   * @throws UserException if a table cannot be read or trained on
   */
  public static TrainingData prepare(
      SparkSession spark,
      DataSettings settings,
      int batchSize,
      int lanes,
      IntSupplier partitionCount) {
    return prepare(
        TableReader.of(spark), settings, Optional.empty(), batchSize, lanes, partitionCount);
  }

  /**
   * Like {@link #prepare(SparkSession, DataSettings, int, int, IntSupplier)}, with the encoding of
   * a model that is trained further.
   *
   * @param source opens the tables
   * @param known the encoding of the model; empty to fit one to the table
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
    LaneDealer dealer = new LaneDealer(table, encoding, partitions, settings.seed());
    List<String> warnings = new ArrayList<>(tables.warnings());
    DealtLanes train;
    DealtLanes validation = null;
    if (tables.marked().isPresent()) {
      if (table.survey().marked() == 0) {
        tables.withMarkedRows(settings, Problems.thrown()); // throws
      }
      LaneDealer.Split split =
          dealer.splitByMark(
              tables.marked().get(),
              plan,
              new BatchPlan(table.survey().marked(), 1, lanes),
              counts -> warnings.addAll(checked(counts, tables, settings)));
      train = split.train();
      validation = split.heldBack();
    } else if (table.split().holdsBack()) {
      LaneDealer.Split split =
          dealer.split(plan, new BatchPlan(table.survey().heldBack(), 1, lanes));
      train = split.train();
      validation = split.heldBack();
    } else {
      train = dealer.deal(plan);
      try {
        if (tables.validation().isPresent()) {
          validation = evaluationLanes(tables.validation().get(), encoding, lanes, partitions);
        }
      } catch (RuntimeException | Error e) {
        train.release();
        throw e;
      }
    }
    return new TrainingData(
            encoding,
            train,
            validation,
            tables.test(),
            table.survey().classCounts(encoding),
            warnings)
        .inBatchesOf(batchSize);
  }

  /**
   * Checks the rows that a column marks, as they were dealt.
   *
   * @return lines for the user about rows that are left out
   * @throws UserException that says what is wrong with them
   */
  private static List<String> checked(
      MarkedRows.Counts counts, TrainingTables tables, DataSettings settings) {
    if (!counts.areSound()) {
      tables.withMarkedRows(settings, Problems.thrown());
      throw new IllegalStateException("no fault is found in what gave " + counts);
    }
    return TrainingTables.leftOutOfValidation(
        tables.marked().orElseThrow(), counts.lacking(), counts.unlabelled());
  }

  /**
   * The same examples in mini-batches of another size. The cached blocks are shared and released
   * once.
   *
   * @param batchSize examples of a mini-batch; more than there are examples is cut to all of them
   */
  TrainingData inBatchesOf(int batchSize) {
    BatchPlan plan = BatchPlan.upTo(batchSize, train.plan().examples(), train.plan().lanes());
    return new TrainingData(
        encoding, train.inBatches(plan), validation, test, classCounts, warnings);
  }

  /**
   * A table in lanes, to evaluate a model on.
   *
   * @param rows which rows of it were left out
   */
  public record EvaluationData(DealtLanes lanes, RowsUsed rows) {}

  /**
   * Reads a table to evaluate a model on.
   *
   * @param columns of the table, by the encoding of the model
   * @throws UserException if it cannot be read, lacks a column, or has a label that the model does
   *     not know
   */
  public static EvaluationData toEvaluate(
      TableColumns columns, Encoding encoding, int lanes, int partitions) {
    SurveyedTable table =
        SurveyedTable.toEvaluate(columns, encoding.target().task(), Problems.thrown());
    table.requireReadableBy(encoding);
    return toEvaluate(table, encoding, lanes, partitions);
  }

  /**
   * Deals a table that has been surveyed, and that the encoding can read, to evaluate a model on.
   */
  public static EvaluationData toEvaluate(
      SurveyedTable table, Encoding encoding, int lanes, int partitions) {
    return new EvaluationData(
        evaluationLanes(table, encoding, lanes, partitions),
        RowsUsed.of(table.columns(), table.survey(), encoding));
  }

  private static DealtLanes evaluationLanes(
      SurveyedTable table, Encoding encoding, int lanes, int partitions) {
    return new LaneDealer(table, encoding, partitions, LaneDealer.EVALUATION_SEED)
        .deal(new BatchPlan(table.survey().rows(), 1, lanes));
  }
}
