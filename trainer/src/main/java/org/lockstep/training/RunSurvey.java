package org.lockstep.training;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.lockstep.Problems;
import org.lockstep.UserException;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.data.survey.DataReport;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.RunFolder;
import org.lockstep.network.Topology;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.training.exchange.ExchangeChoice;
import org.lockstep.training.exchange.Traffic;

/**
 * What a run would be: each of its tables is read once, nothing is trained and nothing is written.
 *
 * @param data what the tables hold; empty if the one to train on cannot be read
 * @param sizes what the run would take; empty if there is a problem with the data or the network
 * @param problems all that the training would refuse, in the order they were found in
 */
public record RunSurvey(
    Optional<DataReport> data, Optional<Sizes> sizes, List<UserException> problems) {
  /**
   * What a run takes.
   *
   * @param plan what would run
   * @param batches examples, batches and lanes
   * @param iterations of the whole run, if no rule but the number of them ends it before
   * @param floatsAnExample inputs, class or targets, weight
   * @param partitionExamples examples of the partition that has most
   * @param traffic what an iteration moves
   */
  public record Sizes(
      TrainingPlan plan,
      BatchPlan batches,
      long iterations,
      int floatsAnExample,
      long partitionExamples,
      Traffic traffic) {
    /** Bytes of so many examples in lanes. */
    public long bytes(long examples) {
      return examples * floatsAnExample * Float.BYTES;
    }
  }

  /** Copies the list. */
  public RunSurvey {
    problems = List.copyOf(problems);
  }

  /** Looks at the output and at the model to begin with, reads the tables, and does the sums. */
  public static RunSurvey of(SparkSession spark, RunSettings settings) {
    Problems problems = Problems.gathered();
    Trainer trainer = new Trainer(spark, settings);
    problems.check(
        () ->
            RunFolder.requireWritable(
                trainer.hadoop(), settings.output(), settings.overwrite(), settings.tables()));
    problems.check(trainer::requireValidationIfNeeded);
    Optional<Model> origin =
        settings
            .training()
            .warmStart()
            .flatMap(path -> problems.orReport(() -> ModelFolder.read(trainer.hadoop(), path)));
    Optional<DataReport> data =
        problems.orReport(
            () -> DataReport.of(spark, settings.data(), origin.map(Model::encoding), problems));
    Optional<Sizes> sizes =
        data.flatMap(
            report ->
                report
                    .encoding()
                    .flatMap(
                        encoding ->
                            problems.orReport(
                                () -> sizes(spark, settings, trainer, origin, report, encoding))));
    return new RunSurvey(data, sizes, problems.found());
  }

  private static Sizes sizes(
      SparkSession spark,
      RunSettings settings,
      Trainer trainer,
      Optional<Model> origin,
      DataReport data,
      Encoding encoding) {
    TrainingSettings training = settings.training();
    Topology topology = Trainer.topology(training, encoding);
    origin.ifPresent(model -> Trainer.requireSame(topology, model.topology()));
    if (encoding.target() instanceof TargetEncoding.Classes classes) {
      training.classWeights().requireKnown(classes.labels());
    }
    BatchPlan batches =
        BatchPlan.upTo(RunLength.batchSize(training), data.examples(), training.laneCount());
    int partitions = trainer.partitionCount();
    ExchangeChoice choice =
        ExchangeChoice.of(
            training.placement().exchange(),
            spark.sparkContext(),
            partitions,
            topology.parameterCount());
    return new Sizes(
        trainer.plan(
            batches, data.validationExamples(), partitions, topology, choice, 0, data.warnings()),
        batches,
        RunLength.iterations(training, batches),
        data.floatsAnExample(),
        largestPartition(batches, partitions),
        Traffic.of(topology.parameterCount(), batches, partitions));
  }

  private static long largestPartition(BatchPlan batches, int partitions) {
    return IntStream.range(0, partitions)
        .mapToLong(
            p ->
                batches.laneStart(batches.firstLane(p + 1, partitions))
                    - batches.laneStart(batches.firstLane(p, partitions)))
        .max()
        .orElse(0);
  }
}
