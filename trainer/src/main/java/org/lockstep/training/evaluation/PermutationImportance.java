package org.lockstep.training.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.lockstep.Problems;
import org.lockstep.UserException;
import org.lockstep.data.column.ColumnSelection;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.lane.DealtLanes;
import org.lockstep.data.lane.Lane;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.data.survey.SurveyedTable;
import org.lockstep.data.table.JobDescription;
import org.lockstep.data.table.Table;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Model;
import org.lockstep.network.CounterRandom;
import org.lockstep.network.CounterRandom.Purpose;
import org.lockstep.spark.TaskSlots;
import org.lockstep.training.checkpoint.SettingsMap;
import org.lockstep.training.exchange.JobExchange;
import org.lockstep.training.lane.Borrowed;
import org.lockstep.training.lane.LaneContext;
import org.lockstep.training.lane.LaneWorker;
import org.lockstep.training.lane.MetricSum;
import org.lockstep.training.metric.WantedMetrics;

/**
 * How much worse a model gets when the values of one column are permuted among the rows: by the
 * column as a whole, whatever inputs it has.
 *
 * <p>Source: Breiman, "Random Forests", Machine Learning 45, 2001; Fisher, Rudin and Dominici, "All
 * Models are Wrong, but Many are Useful", JMLR 20, 2019.
 *
 * <p>Up to {@value #PERMUTED} examples are permuted as a whole. More are permuted in parts, none of
 * which has fewer than half as many: the order of the examples is that of a hash, so each part is a
 * random sample. The permutations depend on the seed, the column, the repetition and the examples
 * alone, so that the result has the same bits for every partitioning.
 */
public final class PermutationImportance {
  /** The most examples that are permuted with each other. */
  public static final int PERMUTED = 8192;

  private static final int MOST_LANES = 64;

  /** Columns that one job permutes, where only sums are sent. */
  private static final int COLUMNS_PER_JOB = 32;

  private final Settings settings;
  private final Encoding encoding;
  private final WantedMetrics wanted;

  /**
   * What to compute.
   *
   * @param metric that the importance is measured by
   * @param repeats permutations of each column; 1 or more
   * @param seed of the permutations
   */
  public record Settings(ValidationMetric metric, int repeats, long seed) implements Serializable {
    /** Checks the number of permutations. */
    public Settings {
      if (repeats < 1) {
        throw new IllegalArgumentException("%d permutations".formatted(repeats));
      }
    }

    /** Passes over the examples for a number of columns. */
    public long passes(int columns) {
      return 1 + (long) columns * repeats;
    }
  }

  /** The metric sums of each permutation of some columns. */
  private static final class Sums implements Serializable {
    private static final long serialVersionUID = 1L;
    private final ArrayList<MetricSum> sums = new ArrayList<>();

    Sums add(Sums other) {
      for (int i = 0; i < sums.size(); i++) {
        sums.get(i).add(other.sums.get(i));
      }
      return this;
    }
  }

  /** The inputs of one column. */
  private record Inputs(int column, Borrowed.Range plain, Borrowed.Range sparse)
      implements Serializable {}

  private PermutationImportance(Settings settings, Encoding encoding) {
    this.settings = settings;
    this.encoding = encoding;
    wanted = new WantedMetrics(Set.of(settings.metric()), encoding.target());
  }

  /**
   * Computes the importance of each column.
   *
   * @param table with the model's features and its label
   * @param weight the column of the examples' weights; empty for 1 each
   * @param missingLabel how to treat rows without a label
   * @throws UserException if the table cannot be read or does not fit the model, or the metric is
   *     none of its task or needs a class that is not named
   */
  public static Importance of(
      SparkSession spark,
      Model model,
      Table table,
      Settings settings,
      Optional<String> weight,
      MissingLabel missingLabel) {
    Encoding encoding = model.encoding();
    requireMetric(settings.metric(), encoding);
    TableColumns columns =
        ColumnSelection.toEvaluate(table, encoding, weight, missingLabel, Problems.thrown());
    SurveyedTable surveyed =
        SurveyedTable.toEvaluate(columns, encoding.target().task(), Problems.thrown());
    surveyed.requireReadableBy(encoding);
    long rows = surveyed.survey().rows();
    int lanes = (int) Math.max(1, Math.min(MOST_LANES, rows / PERMUTED));
    int partitions = Math.min(lanes, TaskSlots.settled(spark.sparkContext()));
    TrainingData.EvaluationData data =
        TrainingData.toEvaluate(surveyed, encoding, lanes, partitions);
    try {
      return new PermutationImportance(settings, encoding).compute(spark, model, data);
    } finally {
      data.lanes().release();
    }
  }

  private static void requireMetric(ValidationMetric metric, Encoding encoding) {
    if (!ValidationMetric.of(encoding.target().task()).contains(metric)) {
      throw new UserException(
          "%s is no metric of a %s"
              .formatted(metric.settingsName(), encoding.target().task().settingsName()),
          "metric",
          "choose one of " + ValidationMetric.names(encoding.target().task()));
    }
    if (new WantedMetrics(Set.of(metric), encoding.target()).lacksPositive().isPresent()) {
      throw new UserException(
          "%s is of one class, and the model names none".formatted(metric.settingsName()),
          "metric",
          "choose f1, which is of all");
    }
  }

  private Importance compute(SparkSession spark, Model model, TrainingData.EvaluationData data) {
    DealtLanes lanes = data.lanes();
    LaneContext context =
        new LaneContext(
            model.topology(),
            SettingsMap.kernel(model.provenance().training()),
            new LaneContext.Targets(encoding.target().task(), List.of(), wanted),
            lanes.plan(),
            0);
    try (JobExchange exchange = new JobExchange(lanes, context)) {
      return JobDescription.during(
          spark.sparkContext(),
          "importance of columns",
          () -> {
            double whole = value(exchange.metrics(model.parameters(), lanes));
            List<Importance.OfColumn> columns = new ArrayList<>();
            List<Inputs> inputs = inputs();
            int perJob = wanted.scores() > 0 ? 1 : COLUMNS_PER_JOB;
            for (int from = 0; from < inputs.size(); from += perJob) {
              List<Inputs> some = inputs.subList(from, Math.min(inputs.size(), from + perJob));
              columns.addAll(permuted(exchange, lanes, model.parameters(), some, whole));
            }
            return new Importance(
                settings.metric(), whole, lanes.plan().examples(), columns, data.rows());
          });
    }
  }

  private double value(MetricSum sum) {
    return sum.metrics(wanted).value(settings.metric());
  }

  private List<Inputs> inputs() {
    List<Inputs> inputs = new ArrayList<>();
    int from = 0;
    int sparse = 0;
    for (FeatureColumn feature : encoding.features()) {
      inputs.add(
          new Inputs(
              inputs.size(),
              new Borrowed.Range(from, feature.inputs()),
              new Borrowed.Range(sparse, feature.sparseInputs())));
      from += feature.inputs();
      sparse += feature.sparseInputs();
    }
    return inputs;
  }

  private List<Importance.OfColumn> permuted(
      JobExchange exchange, DealtLanes lanes, float[] parameters, List<Inputs> some, double whole) {
    Settings given = settings;
    List<Inputs> columns = new ArrayList<>(some);
    Sums sums =
        exchange.sum(
            parameters,
            lanes,
            (worker, lane) -> sums(worker, lane, columns, given),
            Sums::add,
            Sums.class);
    List<Importance.OfColumn> importances = new ArrayList<>();
    for (int c = 0; c < columns.size(); c++) {
      List<Double> losses = new ArrayList<>();
      for (MetricSum sum :
          sums.sums.subList(c * settings.repeats(), (c + 1) * settings.repeats())) {
        losses.add(settings.metric().gain(whole, value(sum)) + 0.0); // no -0
      }
      String name = encoding.features().get(columns.get(c).column()).name();
      importances.add(new Importance.OfColumn(name, losses));
    }
    return importances;
  }

  private static @Nullable Sums sums(
      LaneWorker worker, Lane lane, List<Inputs> columns, Settings settings) {
    Sums sums = new Sums();
    for (Inputs column : columns) {
      for (int repeat = 0; repeat < settings.repeats(); repeat++) {
        CounterRandom random =
            CounterRandom.of(
                settings.seed(), Purpose.PERMUTATION, column.column(), repeat, lane.index());
        int[] donors = permutation(lane.size(), random);
        MetricSum sum = worker.metrics(lane, new Borrowed(column.plain(), column.sparse(), donors));
        if (sum == null) {
          return null;
        }
        sums.sums.add(sum);
      }
    }
    return sums;
  }

  /** A permutation of the examples of a lane, within parts of it. */
  static int[] permutation(int size, CounterRandom random) {
    int[] donors = new int[size];
    for (int i = 0; i < size; i++) {
      donors[i] = i;
    }
    int parts = (size + PERMUTED - 1) / PERMUTED;
    for (int part = 0; part < parts; part++) {
      random.shuffle(
          donors, (int) ((long) size * part / parts), (int) ((long) size * (part + 1) / parts));
    }
    return donors;
  }
}
