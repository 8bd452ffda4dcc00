package org.lockstep.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.lockstep.UserException;
import org.lockstep.data.BatchPlan;
import org.lockstep.data.DataSettings;
import org.lockstep.data.Encoding;
import org.lockstep.data.TargetEncoding;
import org.lockstep.data.TrainingData;
import org.lockstep.data.Validation;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.Provenance;
import org.lockstep.network.Activation;
import org.lockstep.network.Initializer;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.training.exchange.Exchange;
import org.lockstep.training.exchange.ExchangeChoice;
import org.lockstep.training.exchange.ExchangeKind;
import org.lockstep.training.exchange.JobExchange;
import org.lockstep.training.exchange.ResidentExchange;
import org.lockstep.training.lane.Assignment;

/**
 * A run from the tables to the model on disk. The session is the caller's: it is used, never
 * stopped, and what was cached in it is released.
 */
public final class Trainer {
  private final SparkSession spark;
  private final RunSettings settings;
  private final TrainingListener listener;

  /** Creates the trainer of one run. */
  public Trainer(SparkSession spark, RunSettings settings, TrainingListener listener) {
    this.spark = spark;
    this.settings = settings;
    this.listener = listener;
  }

  /**
   * Reads the data, trains, and writes the model.
   *
   * @throws UserException if the data, the settings or the output are not as they must be; nothing
   *     has been written then
   */
  public TrainingResult train() {
    long start = System.nanoTime();
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    ModelFolder.requireWritable(hadoop, settings.output(), settings.overwrite(), tables());
    TrainingSettings training = settings.training();
    int lanes = training.laneCount();
    Optional<Model> origin = training.warmStart().map(folder -> ModelFolder.read(hadoop, folder));
    if (training.stopping().needsValidation()
        && settings.data().validation() instanceof Validation.None) {
      throw new UserException(
          "training.early-stopping and training.target need examples to validate on",
          "data.validation",
          "name a table or a fraction such as 0.1, or take the rule out");
    }
    TrainingData data =
        TrainingData.prepare(
            spark,
            settings.data(),
            origin.map(Model::encoding),
            training.planBatchSize(),
            lanes,
            () -> training.partitions().orElse(Math.min(lanes, cores())));
    int partitions = data.train().partitions();
    try {
      Topology topology = topology(training, data.encoding());
      origin.ifPresent(model -> requireSame(topology, model.topology()));
      ExchangeChoice choice =
          ExchangeChoice.of(
              training.exchange(), spark.sparkContext(), partitions, topology.parameterCount());
      TrainingPlan plan = plan(data, topology, choice);
      listener.started(plan);

      float[] theta =
          origin
              .map(model -> model.parameters().clone())
              .orElseGet(() -> Initializer.draw(topology, training.seed()));
      TrainingLoop loop;
      StopReason stopped;
      try (Exchange exchange = exchange(choice.kind(), data, topology)) {
        loop =
            new TrainingLoop(
                exchange,
                data.train().plan(),
                training.startDescent(topology, data.train().plan()),
                data.encoding(),
                data.validation(),
                new Stopping(
                    training.stopping(),
                    (long) training.epochs() * plan.iterationsPerEpoch(),
                    plan.iterationsPerEpoch()),
                listener);
        stopped = loop.run(theta);
      }

      Model model =
          new Model(topology, data.encoding(), theta, provenance(data, origin, loop, stopped));
      Metrics validation = loop.lastMetrics();
      ModelFolder.write(hadoop, settings.output(), model, validation);
      return new TrainingResult(
          model,
          (int) (loop.iterations() / plan.iterationsPerEpoch()),
          loop.iterations(),
          stopped,
          loop.modelIteration(),
          loop.epochLoss(),
          validation,
          (System.nanoTime() - start) * 1e-9,
          lanes,
          partitions,
          choice.kind().settingsName());
    } finally {
      data.release();
    }
  }

  private Exchange exchange(ExchangeKind kind, TrainingData data, Topology topology) {
    Assignment assignment =
        new Assignment(
            topology,
            settings.data().task(),
            data.train().plan(),
            settings.training().seed(),
            classWeights(settings.training(), data));
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

  private static void requireSame(Topology topology, Topology model) {
    if (!topology.equals(model)) {
      throw new UserException(
          "the network is %s, that of the model %s".formatted(topology, model),
          "training.warm-start",
          "set network and training.loss as they were for the model");
    }
  }

  private int cores() {
    return Math.max(1, spark.sparkContext().defaultParallelism());
  }

  private List<String> tables() {
    DataSettings data = settings.data();
    List<String> tables = new ArrayList<>(List.of(data.train()));
    if (data.validation() instanceof Validation.Table table) {
      tables.add(table.path());
    }
    return tables;
  }

  /** The network that the data and the settings ask for. */
  public static Topology topology(TrainingSettings training, Encoding encoding) {
    List<Integer> widths = new ArrayList<>();
    widths.add(encoding.inputWidth());
    widths.addAll(training.hidden());
    widths.add(encoding.target().outputs());
    List<Activation> activations =
        new ArrayList<>(Collections.nCopies(training.hidden().size(), training.activation()));
    boolean classes = encoding.target() instanceof TargetEncoding.Classes;
    Loss loss = training.loss();
    if (classes ? !loss.forClasses() : !loss.forNumbers()) {
      throw new UserException(
          "loss %s is not for %s".formatted(loss.settingsName(), classes ? "classes" : "numbers"),
          "training.loss",
          "choose %s".formatted(classes ? "cross-entropy" : "l2"));
    }
    Activation free = classes ? Activation.SOFTMAX : Activation.IDENTITY;
    activations.add(loss.output() == null ? free : loss.output());
    try {
      return new Topology(widths, activations, loss, training.dropout(), training.layerNorm());
    } catch (IllegalArgumentException e) {
      throw new UserException(
          String.valueOf(e.getMessage()), "network.hidden", "choose other hidden layers", e);
    }
  }

  private TrainingPlan plan(TrainingData data, Topology topology, ExchangeChoice choice) {
    return new TrainingPlan(
        topology,
        data.train().plan().examples(),
        data.validation() == null ? 0 : data.validation().plan().examples(),
        data.train().plan().lanes(),
        data.train().partitions(),
        "%s (%s)".formatted(choice.kind().settingsName(), choice.reason()),
        data.train().plan().iterationsPerEpoch(),
        warnings(data));
  }

  private List<String> warnings(TrainingData data) {
    List<String> warnings = new ArrayList<>(data.warnings());
    BatchPlan plan = data.train().plan();
    TrainingSettings training = settings.training();
    if (training.descent().optimizer().isFullBatch() && training.batchSize() != plan.batchSize()) {
      warnings.add(
          "%s takes all %,d examples as one batch; training.batch-size is not used"
              .formatted(training.descent().optimizer().settingsName(), plan.examples()));
    }
    return warnings;
  }

  private Provenance provenance(
      TrainingData data, Optional<Model> origin, TrainingLoop loop, StopReason stopped) {
    TrainingSettings training = settings.training();
    Map<String, Object> run = new TreeMap<>();
    run.put("batch-size", data.train().plan().batchSize());
    run.put("epochs", training.epochs());
    run.put("lanes", training.laneCount());
    run.putAll(SettingsMap.of(training.descent()));
    run.put("seed", training.seed());
    run.put("stopped", stopped.resultName());
    run.put("iterations", loop.iterations());
    run.put("model-iteration", loop.modelIteration());
    run.putAll(SettingsMap.of(training.stopping()));
    if (training.classWeights().balanced()) {
      run.put("class-weights", "balanced");
    } else if (!training.classWeights().byLabel().isEmpty()) {
      run.put("class-weights", training.classWeights().byLabel());
    }
    origin.ifPresent(model -> run.put("warm-start", model.digest()));
    Map<String, Object> tables = new TreeMap<>();
    tables.put("train", settings.data().train());
    settings.data().weight().ifPresent(column -> tables.put("weight", column));
    tables.put("examples", data.train().plan().examples());
    tables.put("fingerprint", "%016x".formatted(data.train().fingerprint()));
    return new Provenance(
        run, tables, Machine.versions(spark.version()), Machine.processor(), Machine.blas());
  }
}
