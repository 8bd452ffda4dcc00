package org.lockstep.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.data.lane.TrainingDataCache;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.run.RunFolder;
import org.lockstep.network.Kernel;
import org.lockstep.optimization.Descent;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.training.checkpoint.CheckpointFolder;
import org.lockstep.training.checkpoint.CheckpointWriter;
import org.lockstep.training.checkpoint.RunIdentity;
import org.lockstep.training.evaluation.Evaluation;
import org.lockstep.training.exchange.Exchange;
import org.lockstep.training.lane.LaneContext;
import org.lockstep.training.machine.ClusterSurvey;
import org.lockstep.training.metric.WantedMetrics;

/**
 * Runs a training from the tables to the model on disk. The caller owns the Spark session: it is
 * not stopped, and tables cached in it are released unless other runs share them.
 */
public final class Trainer {
  private final SparkSession spark;
  private final RunSettings settings;
  private final Optional<TrainingDataCache> shared;
  private final TrainingListener listener;
  private Map<String, Object> findings = Map.of();
  private volatile boolean stopRequested;

  /** Creates the trainer of one run. */
  public Trainer(SparkSession spark, RunSettings settings, TrainingListener... listeners) {
    this(spark, settings, Optional.empty(), listeners);
  }

  /**
   * Creates the trainer of one of several runs that share their data.
   *
   * @param shared cache of the prepared data; the caller closes it
   */
  public Trainer(
      SparkSession spark,
      RunSettings settings,
      TrainingDataCache shared,
      TrainingListener... listeners) {
    this(spark, settings, Optional.of(shared), listeners);
  }

  private Trainer(
      SparkSession spark,
      RunSettings settings,
      Optional<TrainingDataCache> shared,
      TrainingListener... listeners) {
    this.spark = spark;
    this.settings = settings;
    this.shared = shared;
    this.listener = new Listeners(List.of(listeners));
  }

  /**
   * Reads the data, trains, and writes the model.
   *
   * @throws UserException if the data, the settings or the output are invalid; nothing has been
   *     written then
   * @throws RunStoppedException if the run was requested to stop
   */
  public TrainingResult train() {
    try (RunFolder folder =
        RunFolder.begin(
            hadoop(),
            settings.output(),
            settings.overwrite(),
            settings.tables(),
            "# started by a program; its settings are not in a file\n")) {
      return train(folder);
    }
  }

  /**
   * Trains in the folder of a run that was started before: resumes it from its last undamaged
   * checkpoint, or starts it anew if there is none.
   *
   * <p>Locks the folder while the run lasts, if the caller has not done so.
   *
   * @throws UserException also if data or settings that determine the bits differ from those that
   *     the run started with, or another process works in the folder; it is unchanged then
   */
  public TrainingResult train(RunFolder folder) {
    return train(folder, Map.of());
  }

  /**
   * Like {@link #train(RunFolder)}.
   *
   * @param found what the manifest of the model tells of its training beside the settings
   */
  public TrainingResult train(RunFolder folder, Map<String, Object> found) {
    findings = Map.copyOf(found);
    RunFolder.Hold hold = () -> {};
    TrainingResult result;
    try {
      hold = folder.hold(listener::noticed);
      result = run(folder);
      listener.finished(result);
    } catch (RuntimeException e) {
      listener.failed(e);
      throw e;
    } finally {
      hold.release();
    }
    return result;
  }

  private TrainingResult run(RunFolder folder) {
    if (shared.isPresent()) {
      return run(folder, shared.get());
    }
    try (TrainingDataCache own = new TrainingDataCache(spark)) {
      return run(folder, own);
    }
  }

  private TrainingResult run(RunFolder folder, TrainingDataCache tables) {
    long start = System.nanoTime();
    Optional<Model> warmStart =
        settings.training().warmStart().map(path -> ModelFolder.read(hadoop(), path));
    RunPlan.requireValidationIfNeeded(settings);
    Kernel kernel = settings.training().network().kernel();
    kernel.requireUsable();
    CheckpointFolder checkpoints = new CheckpointFolder(folder.files(), folder.checkpoints());
    Optional<CheckpointFolder.Saved> saved =
        folder.holdsFormerRun() ? Optional.empty() : checkpoints.latest(listener::noticed);
    // Before the tables are read, so that the kernel is ready when they are
    Optional<String> warning =
        ClusterSurvey.prepare(JavaSparkContext.fromSparkContext(spark.sparkContext()), kernel);
    try (TrainingDataCache.Lease lease = lease(tables, warmStart)) {
      TrainingData data = lease.data();
      RunPlan plan =
          RunPlan.of(
              spark.sparkContext(),
              settings,
              data.encoding(),
              warmStart,
              data.train().plan(),
              data.train().ranges());
      RunRecord record = new RunRecord(settings, data, warmStart);
      RunIdentity identity = record.identity(plan.topology());
      saved.ifPresent(before -> requireSame(checkpoints.differences(before, identity)));
      StartingPoint from =
          new StartingPoint(plan, saved.map(CheckpointFolder.Saved::checkpoint), warmStart);
      from.check();
      Descent descent = from.descent();
      WantedMetrics wanted = RunPlan.metrics(settings.training(), data);
      LaneContext context = laneContext(plan, data, wanted);

      // Every check is above: a run that is refused has not changed the folder
      folder.start();
      listener.started(
          plan.describe(validationExamples(data), from.iterationsDone(), warnings(data, warning)));
      float[] theta = from.parameters(data.train());
      TrainingLoop loop;
      StopReason reason;
      try (Exchange exchange =
              RunExchange.of(
                  plan.placement().exchange().kind(), data, context, descent, listener::noticed);
          StopFile stopFile = new StopFile(folder);
          CheckpointWriter writer = writer(folder, identity, from.iterationsDone(), plan)) {
        loop =
            new TrainingLoop(
                exchange,
                plan.batches(),
                descent,
                new Validator(exchange, data.validation(), wanted),
                plan.stopping(),
                new RunControl(() -> wantsToStop(folder, stopFile), writer, listener));
        from.checkpoint().ifPresent(loop::restore);
        reason = loop.run(theta);
      }
      if (reason == StopReason.STOPPED) {
        throw new RunStoppedException(settings.output(), loop.iterations());
      }
      TrainingResult.End end = end(reason, loop, plan);
      DecidedModel decided =
          DecidedModel.of(
              settings.training().decision(),
              theta,
              loop.lastMetrics(),
              data,
              context,
              listener::noticed);
      Model model =
          new Model(
              plan.topology(),
              decided.encoding(),
              decided.parameters(plan.topology(), theta),
              record.provenance(spark.version(), end, loop.epochLoss(), decided).with(findings));
      Optional<Evaluation.Result> test = finished(folder, model, decided.validation(), data);
      return new TrainingResult(
          model,
          end,
          new TrainingResult.Scores(
              loop.epochLoss(), decided.validation(), decided.standardErrors(), test),
          (System.nanoTime() - start) * 1e-9,
          plan.placement(),
          loop.epochs());
    }
  }

  /**
   * Tests the model, if there are examples to test on, and writes it. A model whose test fails is
   * written without its result.
   */
  private Optional<Evaluation.Result> finished(
      RunFolder folder, Model model, @Nullable Metrics validation, TrainingData data) {
    Optional<Evaluation.Result> test;
    try {
      test = data.test().map(rows -> Evaluation.evaluate(spark, model, rows));
    } catch (RuntimeException e) {
      folder.finish(model, validation, null);
      throw e;
    }
    folder.finish(model, validation, test.map(result -> result.scorecard().metrics()).orElse(null));
    return test;
  }

  private static List<String> warnings(TrainingData data, Optional<String> ofTheCluster) {
    List<String> warnings = new ArrayList<>(data.warnings());
    ofTheCluster.ifPresent(warnings::add);
    return warnings;
  }

  /** Reads the tables, or waits for another run of the same cache that does so. */
  private TrainingDataCache.Lease lease(TrainingDataCache tables, Optional<Model> warmStart) {
    TrainingSettings training = settings.training();
    long start = System.nanoTime();
    TrainingDataCache.Lease lease =
        tables.lease(
            settings.data(),
            warmStart.map(model -> undecided(model.encoding())),
            RunLength.batchSize(training),
            training.laneCount(),
            training.placement().partitions());
    if (lease.isFirst()) {
      listener.dataPrepared(System.nanoTime() - start);
    }
    return lease;
  }

  /** The threshold of the model to start from is not that of the model to come. */
  private static Encoding undecided(Encoding encoding) {
    return encoding.target() instanceof TargetEncoding.Classes classes
        ? encoding.with(classes.withThreshold(null))
        : encoding;
  }

  private static TrainingResult.End end(StopReason reason, TrainingLoop loop, RunPlan plan) {
    return new TrainingResult.End(
        reason,
        (int) (loop.iterations() / plan.batches().iterationsPerEpoch()),
        loop.iterations(),
        loop.modelIteration());
  }

  /**
   * Requests the run to stop: it finishes the iteration and writes a checkpoint. Thread-safe; may
   * be called at any time.
   */
  public void requestStop() {
    stopRequested = true;
  }

  private boolean wantsToStop(RunFolder folder, StopFile stopFile) {
    folder.requireNotLost();
    return stopRequested || stopFile.isThere();
  }

  private Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  private CheckpointWriter writer(
      RunFolder folder, RunIdentity identity, long iterationsDone, RunPlan plan) {
    return new CheckpointWriter(
        folder,
        settings.checkpoints(),
        identity,
        iterationsDone,
        plan.batches().iterationsPerEpoch(),
        new CheckpointWriter.Listener() {
          @Override
          public void written(long iteration) {
            listener.checkpointWritten(iteration);
          }

          @Override
          public void failed(String warning) {
            listener.noticed(warning);
          }
        });
  }

  private static void requireSame(List<String> differences) {
    if (!differences.isEmpty()) {
      throw new UserException(
          "this is not the run that was begun: " + String.join("; ", differences),
          "its checkpoints",
          "put it back as it was, or train anew with another output");
    }
  }

  private LaneContext laneContext(RunPlan plan, TrainingData data, WantedMetrics wanted) {
    return new LaneContext(
        plan.topology(),
        settings.training().network().kernel(),
        new LaneContext.Targets(
            settings.data().target().task(),
            RunPlan.classWeights(settings.training(), data),
            wanted),
        plan.batches(),
        settings.training().batches().seed(),
        RunLength.dropout(settings.training(), plan.batches()));
  }

  private static long validationExamples(TrainingData data) {
    return data.validation() == null ? 0 : data.validation().plan().examples();
  }
}
