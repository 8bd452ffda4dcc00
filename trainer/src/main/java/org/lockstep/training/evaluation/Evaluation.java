package org.lockstep.training.evaluation;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.lockstep.Problems;
import org.lockstep.data.column.ColumnSelection;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.lane.DealtLanes;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.data.source.TableReader;
import org.lockstep.data.survey.RowsUsed;
import org.lockstep.data.survey.SurveyedTable;
import org.lockstep.data.table.JobDescription;
import org.lockstep.encoding.Decision;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Model;
import org.lockstep.settings.table.TableSettings;
import org.lockstep.spark.TaskSlots;
import org.lockstep.training.checkpoint.SettingsMap;
import org.lockstep.training.exchange.JobExchange;
import org.lockstep.training.lane.LaneContext;
import org.lockstep.training.metric.ClassMetrics;
import org.lockstep.training.metric.ClassScores;
import org.lockstep.training.metric.ClassSum;
import org.lockstep.training.metric.NumberSum;
import org.lockstep.training.metric.ScoreDistribution;
import org.lockstep.training.metric.Scorecard;
import org.lockstep.training.metric.StandardErrors;

/** Computes all metrics of a model on a table. */
public final class Evaluation {
  /** Number of lanes; a constant, so that the sums have the same bits on every cluster. */
  private static final int LANES = 64;

  /**
   * Largest size of the distributions of scores that one pass over the examples collects, a quarter
   * of Spark's default limit (spark.driver.maxResultSize). More classes take more passes.
   */
  private static final long PASS_BYTES = 256L << 20;

  /** With more examples, the distribution of a single class may exceed Spark's limit. */
  private static final long MOST_EXAMPLES_RANKED = 50_000_000;

  private Evaluation() {}

  /**
   * Result of an evaluation.
   *
   * @param scorecard the metrics
   * @param standardErrors of those metrics that are means over the examples
   * @param rows which rows of the table were left out
   */
  public record Result(
      Scorecard scorecard, Map<ValidationMetric, Double> standardErrors, RowsUsed rows) {}

  /**
   * The standard errors of a model's metrics on examples in lanes, see {@link StandardErrors}.
   *
   * @param parameters θ of the model; not written
   */
  public static Map<ValidationMetric, Double> standardErrors(
      JobExchange exchange, DealtLanes lanes, float[] parameters, TargetEncoding target) {
    return exchange
        .sum(
            parameters,
            lanes,
            (worker, lane) -> {
              StandardErrors sum = new StandardErrors(target);
              worker.evaluate(lane, batch -> sum.add(batch, worker.losses()));
              return sum;
            },
            StandardErrors::add,
            StandardErrors.class)
        .byMetric();
  }

  /** Evaluates a model on a table, whose rows without a label are treated as in training. */
  public static Scorecard evaluate(
      SparkSession spark, Model model, String dataPath, Optional<String> weight) {
    return evaluate(
            spark, model, TableSettings.of(dataPath), weight, model.encoding().target().missing())
        .scorecard();
  }

  /** As the method below, for Parquet files. */
  public static Result evaluate(
      SparkSession spark,
      Model model,
      String dataPath,
      Optional<String> weight,
      MissingLabel missingLabel) {
    return evaluate(spark, model, TableSettings.of(dataPath), weight, missingLabel);
  }

  /**
   * Evaluates a model.
   *
   * <p>The areas under curves are exact. They need the distribution of each class's scores, 20
   * bytes an example and class at most, so they are NaN for more than 50 million examples.
   *
   * @param data a table with the model's features and label
   * @param weight the column of the examples' weights; empty for 1 each
   * @param missingLabel how to treat rows without a label
   * @throws org.lockstep.UserException if the table cannot be read, or does not fit the model
   */
  public static Result evaluate(
      SparkSession spark,
      Model model,
      TableSettings data,
      Optional<String> weight,
      MissingLabel missingLabel) {
    TableColumns columns =
        ColumnSelection.toEvaluate(
            TableReader.open(spark, data),
            model.encoding(),
            weight,
            missingLabel,
            Problems.thrown());
    return evaluate(
        spark,
        model,
        data.name(),
        TrainingData.toEvaluate(columns, model.encoding(), LANES, partitions(spark)));
  }

  /**
   * Evaluates a model on rows that were checked before.
   *
   * @param table surveyed and readable by the model's encoding
   * @throws org.lockstep.UserException if it gives other rows than those that were surveyed
   */
  public static Result evaluate(SparkSession spark, Model model, SurveyedTable table) {
    return evaluate(
        spark,
        model,
        table.columns().table().path(),
        TrainingData.toEvaluate(table, model.encoding(), LANES, partitions(spark)));
  }

  private static int partitions(SparkSession spark) {
    return Math.min(LANES, TaskSlots.settled(spark.sparkContext()));
  }

  private static Result evaluate(
      SparkSession spark, Model model, String dataName, TrainingData.EvaluationData table) {
    DealtLanes lanes = table.lanes();
    LaneContext context =
        new LaneContext(
            model.topology(),
            SettingsMap.kernel(model.provenance().training()),
            model.encoding().target().task(),
            lanes.plan(),
            0);
    try (JobExchange exchange = new JobExchange(lanes, context)) {
      TargetEncoding target = model.encoding().target();
      return JobDescription.during(
          spark.sparkContext(),
          "evaluating on " + dataName,
          () ->
              new Result(
                  target instanceof TargetEncoding.Numbers numbers
                      ? numbers(exchange, lanes, model, numbers)
                      : classes(exchange, lanes, model, (TargetEncoding.Classes) target),
                  standardErrors(exchange, lanes, model.parameters(), target),
                  table.rows()));
    } finally {
      lanes.release();
    }
  }

  private static Scorecard numbers(
      JobExchange exchange, DealtLanes lanes, Model model, TargetEncoding.Numbers target) {
    NumberSum total =
        exchange.sum(
            model.parameters(),
            lanes,
            (worker, lane) -> {
              NumberSum sum = new NumberSum(target.metricScale());
              worker.evaluate(lane, batch -> sum.add(batch.inUnitsOf(target)));
              return sum;
            },
            NumberSum::add,
            NumberSum.class);
    return total.scorecard().with(Intervals.coverage(exchange, lanes, model));
  }

  private static Scorecard classes(
      JobExchange exchange, DealtLanes lanes, Model model, TargetEncoding.Classes target) {
    int classes = target.outputs();
    Decision decision = target.decision();
    ClassSum total =
        exchange.sum(
            model.parameters(),
            lanes,
            (worker, lane) -> {
              ClassSum sum = new ClassSum(classes, decision);
              worker.evaluate(lane, sum::add);
              return sum;
            },
            ClassSum::add,
            ClassSum.class);
    ClassMetrics metrics = new ClassMetrics(total, target);
    long examples = lanes.plan().examples();
    if (examples > MOST_EXAMPLES_RANKED) {
      return metrics.scorecard();
    }
    long bytes = examples * ScoreDistribution.BYTES_PER_EXAMPLE;
    int classesPerPass = (int) Math.max(1, Math.min(classes, PASS_BYTES / bytes));
    for (int from = 0; from < classes; from += classesPerPass) {
      int to = Math.min(classes, from + classesPerPass);
      metrics.put(from, scores(exchange, lanes, model.parameters(), from, to));
    }
    return metrics.scorecard();
  }

  /**
   * The scores of a range of classes on examples in lanes.
   *
   * @param parameters θ of the model; not written
   * @param from the first class
   * @param to the class after the last
   */
  public static ClassScores scores(
      JobExchange exchange, DealtLanes lanes, float[] parameters, int from, int to) {
    return exchange.sum(
        parameters,
        lanes,
        (worker, lane) -> {
          ClassScores.Collector collector = new ClassScores.Collector(from, to, lane.size());
          worker.evaluate(lane, collector::add);
          return collector.distributions();
        },
        ClassScores::add,
        ClassScores.class);
  }
}
