package org.lockstep.training.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.lockstep.Problems;
import org.lockstep.UserException;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.data.lane.LaneRanges;
import org.lockstep.data.lane.TrainingDataCache;
import org.lockstep.data.leak.Leak;
import org.lockstep.data.leak.LeakSearch;
import org.lockstep.data.survey.DataReport;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.run.OutputGuard;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.spark.PartitionHomes;
import org.lockstep.training.RunLength;
import org.lockstep.training.RunPlan;
import org.lockstep.training.TrainingPlan;

/**
 * Checks a run without training: reads each of its tables once, the one to train on once more for
 * leaks, and writes nothing.
 *
 * @param data the report on the tables; empty if the table to train on cannot be read
 * @param sizes sizes of the run; empty if the data or the network are invalid
 * @param leaks features that alone nearly give the label; not searched for if there are problems
 * @param problems all errors that the training would end with, in the order of the checks
 */
public record RunSurvey(
    Optional<DataReport> data,
    Optional<Sizes> sizes,
    List<Leak> leaks,
    List<UserException> problems) {
  /**
   * Sizes of a run.
   *
   * @param plan of the run
   * @param batches examples, mini-batches and lanes
   * @param iterations of the whole run, if no stopping rule ends it earlier
   * @param floatsAnExample inputs, class or targets, weight
   * @param partitionExamples examples of the largest partition
   */
  public record Sizes(
      TrainingPlan plan,
      BatchPlan batches,
      long iterations,
      int floatsAnExample,
      long partitionExamples) {
    /** Memory of that many examples in lanes. */
    public long bytes(long examples) {
      return examples * floatsAnExample * Float.BYTES;
    }
  }

  /** Copies the lists. */
  public RunSurvey {
    leaks = List.copyOf(leaks);
    problems = List.copyOf(problems);
  }

  /** Checks the output and the model to start from, reads the tables, and computes the sizes. */
  public static RunSurvey of(SparkSession spark, RunSettings settings) {
    Problems problems = Problems.gathered();
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    problems.check(
        () ->
            OutputGuard.requireWritable(
                hadoop, settings.output(), settings.overwrite(), settings.tables()));
    problems.check(() -> RunPlan.requireValidationIfNeeded(settings));
    problems.check(settings.training().network().kernel()::requireUsable);
    Optional<Model> warmStart =
        settings
            .training()
            .warmStart()
            .flatMap(path -> problems.orReport(() -> ModelFolder.read(hadoop, path)));
    Optional<DataReport> data =
        problems.orReport(
            () -> DataReport.of(spark, settings.data(), warmStart.map(Model::encoding), problems));
    Optional<Sizes> sizes =
        data.flatMap(
            report ->
                report
                    .encoding()
                    .flatMap(
                        encoding ->
                            problems.orReport(
                                () -> sizes(spark, settings, warmStart, report, encoding))));
    List<Leak> leaks =
        problems.found().isEmpty() && warmStart.isEmpty()
            ? data.map(report -> LeakSearch.in(spark, settings.data(), report)).orElse(List.of())
            : List.of();
    return new RunSurvey(data, sizes, leaks, problems.found());
  }

  /** All lines for the user: of the run, or of its tables, and of the leaks. */
  public List<String> warnings(String label) {
    List<String> lines =
        new ArrayList<>(
            sizes
                .map(its -> its.plan().warnings())
                .or(() -> data.map(DataReport::warnings))
                .orElse(List.of()));
    leaks.forEach(leak -> lines.add(leak.line(label)));
    return lines;
  }

  private static Sizes sizes(
      SparkSession spark,
      RunSettings settings,
      Optional<Model> warmStart,
      DataReport data,
      Encoding encoding) {
    TrainingSettings training = settings.training();
    if (encoding.target() instanceof TargetEncoding.Classes classes) {
      training.classWeights().requireKnown(classes.labels());
    }
    BatchPlan batches =
        BatchPlan.upTo(RunLength.batchSize(training), data.examples(), training.laneCount());
    int partitions =
        TrainingDataCache.partitionCount(
            spark, training.placement().partitions(), training.laneCount());
    LaneRanges ranges =
        LaneRanges.of(
            training.laneCount(), PartitionHomes.groups(spark.sparkContext(), partitions));
    RunPlan plan = RunPlan.of(spark.sparkContext(), settings, encoding, warmStart, batches, ranges);
    return new Sizes(
        plan.describe(data.validationExamples(), 0, data.warnings()),
        batches,
        plan.iterations(),
        data.floatsAnExample(),
        largestPartition(batches, ranges));
  }

  private static long largestPartition(BatchPlan batches, LaneRanges ranges) {
    return IntStream.range(0, ranges.partitions())
        .mapToLong(p -> batches.laneStart(ranges.first(p + 1)) - batches.laneStart(ranges.first(p)))
        .max()
        .orElse(0);
  }
}
