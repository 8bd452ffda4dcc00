package org.lockstep.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.lockstep.Secrets;
import org.lockstep.UserException;
import org.lockstep.data.BatchPlan;
import org.lockstep.data.DealtLanes;
import org.lockstep.data.TrainingData;
import org.lockstep.data.TrainingDataCache;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.Provenance;
import org.lockstep.model.RunFolder;
import org.lockstep.network.Activation;
import org.lockstep.network.Initializer;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.optimization.Descent;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.DescentState;
import org.lockstep.optimization.OptimizerState;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.KnownSettings;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.settings.Validation;
import org.lockstep.settings.value.Effect;
import org.lockstep.training.checkpoint.Checkpoint;
import org.lockstep.training.checkpoint.CheckpointFolder;
import org.lockstep.training.checkpoint.CheckpointWriter;
import org.lockstep.training.checkpoint.Progress;
import org.lockstep.training.checkpoint.RunIdentity;
import org.lockstep.training.exchange.Exchange;
import org.lockstep.training.exchange.ExchangeChoice;
import org.lockstep.training.exchange.JobExchange;
import org.lockstep.training.exchange.ResidentExchange;
import org.lockstep.training.lane.LaneContext;

/**
 * A run from the tables to the model on disk. The session is the caller's: it is used, never
 * stopped, and what was cached in it is released, unless other runs share it.
 */
public final class Trainer {
  private final SparkSession spark;
  private final RunSettings settings;
  private final Optional<TrainingDataCache> shared;
  private final TrainingListener listener;
  private volatile boolean stopRequested;

  /** Creates the trainer of one run. */
  public Trainer(SparkSession spark, RunSettings settings, TrainingListener... listeners) {
    this(spark, settings, Optional.empty(), listeners);
  }

  /**
   * Creates the trainer of one of several runs.
   *
   * @param shared where it finds its data if another of them has made them ready, and leaves them
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
   * @throws UserException if the data, the settings or the output are not as they must be; nothing
   *     has been written then
   * @throws RunStoppedException if somebody has asked the run to stop
   */
  public TrainingResult train() {
    try (RunFolder folder =
        RunFolder.begin(
            hadoop(),
            settings.output(),
            settings.overwrite(),
            settings.tables(),
            "# begun by a program, which alone has the settings\n")) {
      return train(folder);
    }
  }

  /**
   * The same in a folder where the run has begun already: goes on from its last checkpoint that is
   * whole, or begins if there is none.
   *
   * <p>The folder is held from here on, if it was not before.
   *
   * @throws UserException also if the data or the settings differ in what matters from those that
   *     the run began with, or somebody else is at work in the folder; it is as it was then
   */
  public TrainingResult train(RunFolder folder) {
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
    TrainingSettings training = settings.training();
    int lanes = training.laneCount();
    Optional<Model> origin = training.warmStart().map(path -> ModelFolder.read(hadoop(), path));
    requireValidationIfNeeded();
    CheckpointFolder checkpointFolder = new CheckpointFolder(folder.files(), folder.checkpoints());
    Optional<CheckpointFolder.Saved> saved =
        folder.holdsAnother() ? Optional.empty() : checkpointFolder.latest(listener::noticed);
    long asked = System.nanoTime();
    try (TrainingDataCache.Lease lease =
        tables.lease(
            settings.data(),
            origin.map(Model::encoding),
            RunLength.batchSize(training),
            lanes,
            training.placement().partitions())) {
      if (lease.isFirst()) {
        listener.dataPrepared(System.nanoTime() - asked);
      }
      TrainingData data = lease.data();
      int partitions = data.train().partitions();
      BatchPlan batches = data.train().plan();
      Topology topology = topology(training, data.encoding());
      origin.ifPresent(model -> requireSame(topology, model.topology()));
      RunIdentity identity = identity(data, topology, origin);
      saved.ifPresent(before -> requireSame(checkpointFolder.differences(before, identity)));
      Optional<Checkpoint> checkpoint = saved.map(CheckpointFolder.Saved::checkpoint);
      checkpoint.ifPresent(c -> requireFits(c, topology));
      long done = checkpoint.map(c -> c.progress().iteration()).orElse(0L);
      requireFurther(done, batches.iterationsPerEpoch());
      ExchangeChoice choice =
          ExchangeChoice.of(
              training.placement().exchange(),
              spark.sparkContext(),
              partitions,
              topology.parameterCount());
      Descent descent = descent(checkpoint, topology, batches);
      LaneContext assignment = assignment(data, topology);
      // Whatever refuses the run has done so by now: a refusal changes nothing in the folder.
      folder.start();
      listener.started(
          plan(
              batches,
              validationExamples(data),
              partitions,
              topology,
              choice,
              done,
              data.warnings()));

      float[] theta =
          checkpoint
              .map(c -> c.vectors().get(Checkpoint.PARAMETERS))
              .or(() -> origin.map(Model::parameters))
              .map(float[]::clone)
              .orElseGet(() -> Initializer.draw(topology, training.batches().seed()));
      TrainingLoop loop;
      StopReason stopped;
      try (Exchange exchange = exchange(choice.kind(), data, assignment);
          StopFile stopFile = new StopFile(folder);
          CheckpointWriter checkpoints = writer(folder, identity, done, batches)) {
        loop =
            new TrainingLoop(
                exchange,
                batches,
                descent,
                new Validator(exchange, data.validation(), data.encoding()),
                stopping(batches),
                new RunControl(
                    () -> {
                      folder.requireNotLost();
                      return stopRequested || stopFile.isThere();
                    },
                    checkpoints,
                    listener));
        checkpoint.ifPresent(loop::restore);
        stopped = loop.run(theta);
      }
      if (stopped == StopReason.STOPPED) {
        throw new RunStoppedException(settings.output(), loop.iterations());
      }

      Model model =
          new Model(topology, data.encoding(), theta, provenance(data, origin, loop, stopped));
      folder.finish(model, loop.lastMetrics());
      return new TrainingResult(
          model,
          (int) (loop.iterations() / batches.iterationsPerEpoch()),
          loop.iterations(),
          stopped,
          loop.modelIteration(),
          loop.epochLoss(),
          loop.lastMetrics(),
          (System.nanoTime() - start) * 1e-9,
          lanes,
          partitions,
          choice.kind().settingsName(),
          loop.epochs());
    }
  }

  /**
   * Asks the run to stop: it finishes the iteration and writes a checkpoint. For any thread, at any
   * time.
   */
  public void requestStop() {
    stopRequested = true;
  }

  /** Refuses rules that need examples to validate on, where there are none. */
  void requireValidationIfNeeded() {
    if (settings.training().stopping().needsValidation()
        && settings.data().validation() instanceof Validation.None) {
      throw new UserException(
          "training.early-stopping and training.target need examples to validate on",
          "data.validation",
          "name a table or a fraction such as 0.1, or take the rule out");
    }
  }

  Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  private CheckpointWriter writer(
      RunFolder folder, RunIdentity identity, long done, BatchPlan batches) {
    return new CheckpointWriter(
        folder,
        settings.checkpoints(),
        identity,
        done,
        batches.iterationsPerEpoch(),
        listener::checkpointWritten,
        listener::noticed);
  }

  private Stopping stopping(BatchPlan batches) {
    int perEpoch = batches.iterationsPerEpoch();
    TrainingSettings training = settings.training();
    return new Stopping(
        training.stopping(), (long) training.batches().epochs() * perEpoch, perEpoch);
  }

  private Descent descent(Optional<Checkpoint> checkpoint, Topology topology, BatchPlan batches) {
    TrainingSettings training = settings.training();
    return checkpoint
        .map(c -> RunLength.resume(training, topology, batches, descentState(c)))
        .orElseGet(() -> RunLength.start(training, topology, batches));
  }

  private void requireFits(Checkpoint checkpoint, Topology topology) {
    DescentSettings descent = settings.training().descent();
    checkpoint.requireFits(
        topology.parameterCount(),
        descent.optimizer().vectorCount(),
        descent.optimizer().numberCount(),
        descent.learningRate().schedule().numberCount());
  }

  private DescentState descentState(Checkpoint checkpoint) {
    float[][] vectors = new float[settings.training().descent().optimizer().vectorCount()][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = checkpoint.vectors().get(Checkpoint.optimizerVector(i));
    }
    Progress progress = checkpoint.progress();
    return new DescentState(
        new OptimizerState(vectors, array(progress.optimizer())), array(progress.schedule()));
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private RunIdentity identity(TrainingData data, Topology topology, Optional<Model> origin) {
    Map<String, Object> how = SettingsMap.of(settings.training(), data.train().plan());
    // How far it goes may change: more epochs may be asked for.
    KnownSettings.with(Effect.LENGTH).forEach(setting -> how.remove(setting.name()));
    origin.ifPresent(model -> how.put("warm-start", model.digest()));
    Map<String, String> tables = new TreeMap<>();
    tables.put("data.train", fingerprint(data.train()));
    DealtLanes validation = data.validation();
    if (validation != null) {
      tables.put("data.validation", fingerprint(validation));
    }
    return new RunIdentity(how, topology, data.encoding(), tables);
  }

  private static String fingerprint(DealtLanes lanes) {
    return "%016x".formatted(lanes.fingerprint());
  }

  private static void requireSame(List<String> differences) {
    if (!differences.isEmpty()) {
      throw new UserException(
          "this is not the run that was begun: " + String.join("; ", differences),
          "its checkpoints",
          "put it back as it was, or train anew with another output");
    }
  }

  /** Refuses to end before the iteration that the run has come to already. */
  private void requireFurther(long done, int iterationsPerEpoch) {
    TrainingSettings training = settings.training();
    requireAtLeast(
        "epochs",
        (done + iterationsPerEpoch - 1) / iterationsPerEpoch,
        OptionalLong.of(training.batches().epochs()));
    requireAtLeast("max-iterations", done, training.stopping().maxIterations());
  }

  private static void requireAtLeast(String name, long done, OptionalLong asked) {
    if (asked.orElse(done) < done) {
      throw new UserException(
          "training.%s is %,d, but the run has come to %,d already"
              .formatted(name, asked.getAsLong(), done),
          "training." + name,
          "set it to %d or more, or train anew with another output".formatted(done));
    }
  }

  private LaneContext assignment(TrainingData data, Topology topology) {
    return new LaneContext(
        topology,
        settings.data().target().task(),
        data.train().plan(),
        settings.training().batches().seed(),
        classWeights(settings.training(), data));
  }

  private Exchange exchange(ExchangeKind kind, TrainingData data, LaneContext assignment) {
    return kind == ExchangeKind.RESIDENT
        ? new ResidentExchange(data.train(), data.validation(), assignment, listener::noticed)
        : new JobExchange(data.train(), assignment);
  }

  /** What an example of each class is worth; empty if all are worth the same. */
  public static List<Double> classWeights(TrainingSettings training, TrainingData data) {
    return data.encoding().target() instanceof TargetEncoding.Classes classes
        ? training.classWeights().of(classes.labels(), data.classCounts())
        : List.of();
  }

  /** Refuses a network other than that of the model to begin with. */
  static void requireSame(Topology topology, Topology model) {
    if (!topology.equals(model)) {
      throw new UserException(
          "the network is %s, that of the model %s".formatted(topology, model),
          "training.warm-start",
          "set network and training.loss as they were for the model");
    }
  }

  /** Spark partitions that carry the lanes. */
  int partitionCount() {
    TrainingSettings training = settings.training();
    return TrainingDataCache.partitionCount(
        spark, training.placement().partitions(), training.laneCount());
  }

  /** The network that the data and the settings ask for. */
  public static Topology topology(TrainingSettings training, Encoding encoding) {
    List<Integer> widths = new ArrayList<>();
    widths.add(encoding.inputWidth());
    widths.addAll(training.network().hidden());
    widths.add(encoding.target().outputs());
    List<Activation> activations =
        new ArrayList<>(
            Collections.nCopies(
                training.network().hidden().size(), training.network().activation()));
    boolean classes = encoding.target() instanceof TargetEncoding.Classes;
    Loss loss = training.network().loss();
    if (classes ? !loss.forClasses() : !loss.forNumbers()) {
      throw new UserException(
          "loss %s is not for %s".formatted(loss.settingsName(), classes ? "classes" : "numbers"),
          "training.loss",
          "choose %s".formatted(classes ? "cross-entropy" : "l2"));
    }
    Activation free = classes ? Activation.SOFTMAX : Activation.IDENTITY;
    activations.add(loss.output() == null ? free : loss.output());
    try {
      return new Topology(
          widths, activations, loss, training.network().dropout(), training.network().layerNorm());
    } catch (IllegalArgumentException e) {
      throw new UserException(
          String.valueOf(e.getMessage()), "network.hidden", "choose other hidden layers", e);
    }
  }

  private static long validationExamples(TrainingData data) {
    return data.validation() == null ? 0 : data.validation().plan().examples();
  }

  /**
   * What is about to run.
   *
   * @param done iterations that a resumed run has done before
   * @param warnings about the data
   */
  TrainingPlan plan(
      BatchPlan batches,
      long validationExamples,
      int partitions,
      Topology topology,
      ExchangeChoice choice,
      long done,
      List<String> warnings) {
    return new TrainingPlan(
        settings.output(),
        topology,
        batches.examples(),
        validationExamples,
        batches.lanes(),
        partitions,
        "%s (%s)".formatted(choice.kind().settingsName(), choice.reason()),
        settings.training().batches().epochs(),
        batches.iterationsPerEpoch(),
        done,
        settings.checkpoints().areOn() ? checkpointBytes(topology) : 0,
        withBatches(warnings, batches));
  }

  private long checkpointBytes(Topology topology) {
    boolean best = settings.training().stopping().early().map(e -> e.restoreBest()).orElse(false);
    int vectors = 1 + settings.training().descent().optimizer().vectorCount() + (best ? 1 : 0);
    return (long) vectors * topology.parameterCount() * Float.BYTES;
  }

  private List<String> withBatches(List<String> dataWarnings, BatchPlan batches) {
    List<String> warnings = new ArrayList<>(dataWarnings);
    TrainingSettings training = settings.training();
    if (training.batches().size() == batches.batchSize()) {
      return warnings;
    }
    warnings.add(
        training.descent().optimizer().isFullBatch()
            ? "%s takes all %,d examples as one batch; training.batch-size is not used"
                .formatted(training.descent().optimizer().settingsName(), batches.examples())
            : "batch-size is %,d, but there are only %,d examples: each batch is all of them"
                .formatted(training.batches().size(), batches.examples()));
    return warnings;
  }

  private Provenance provenance(
      TrainingData data, Optional<Model> origin, TrainingLoop loop, StopReason stopped) {
    TrainingSettings training = settings.training();
    Map<String, Object> run = SettingsMap.of(training, data.train().plan());
    run.put("stopped", stopped.resultName());
    run.put("iterations", loop.iterations());
    run.put("model-iteration", loop.modelIteration());
    run.put("loss", loop.epochLoss());
    origin.ifPresent(model -> run.put("warm-start", model.digest()));
    Map<String, Object> tables = new TreeMap<>();
    tables.put("train", Secrets.hiddenIn(settings.data().train()));
    tables.put("validation", Secrets.hiddenIn(settings.data().validation().described()));
    tables.put("scaling", settings.data().encoding().scaling().settingsName());
    settings.data().columns().weight().ifPresent(column -> tables.put("weight", column));
    tables.put("examples", data.train().plan().examples());
    tables.put("fingerprint", fingerprint(data.train()));
    return new Provenance(
        run, tables, Machine.versions(spark.version()), Machine.processor(), Machine.blas());
  }
}
