package org.lockstep.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.lockstep.UserException;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.data.lane.DealtLanes;
import org.lockstep.data.lane.LaneRanges;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Model;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.optimizer.FirstOrder;
import org.lockstep.settings.DecisionSettings;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.settings.data.DataKeys;
import org.lockstep.settings.data.Validation;
import org.lockstep.spark.TaskSlots;
import org.lockstep.training.check.GradientChecker;
import org.lockstep.training.check.RunSurvey;
import org.lockstep.training.exchange.ExchangeChoice;
import org.lockstep.training.exchange.Traffic;
import org.lockstep.training.metric.WantedMetrics;
import org.lockstep.training.network.InputStages;

/**
 * Network, mini-batches, partitions and exchange of a run, derived from its settings and its data.
 * {@link RunSurvey} and {@link GradientChecker} use it without training.
 *
 * @param settings of the run
 * @param topology the network
 * @param batches examples, mini-batches and lanes
 * @param placement how it is distributed
 * @param idleCores a line on cores that have no lane, if there are any
 */
public record RunPlan(
    RunSettings settings,
    Topology topology,
    BatchPlan batches,
    Placement placement,
    Optional<String> idleCores) {
  /** Scores of validation examples that the driver takes: 100 MB. */
  static final long MOST_SCORES = 5_000_000;

  /**
   * Plans a run.
   *
   * @param encoding of the data
   * @param warmStart the model whose parameters it starts from, if any
   * @param ranges of the lanes, a Spark partition each
   * @throws UserException if network, loss, warm start or exchange do not fit the data or the
   *     cluster
   */
  public static RunPlan of(
      SparkContext spark,
      RunSettings settings,
      Encoding encoding,
      Optional<Model> warmStart,
      BatchPlan batches,
      LaneRanges ranges) {
    Topology topology = topology(settings.training(), encoding);
    requireTwoClasses(settings.training(), encoding);
    warmStart.ifPresent(model -> requireSame(topology, model.topology()));
    ExchangeChoice exchange =
        ExchangeChoice.of(
            settings.training().placement().exchange(),
            settings.training().descent().optimizer(),
            spark,
            ranges,
            topology.parameterCount());
    Traffic traffic = Traffic.of(spark, exchange.kind(), topology.parameterCount(), ranges);
    return new RunPlan(
        settings,
        topology,
        batches,
        new Placement(batches.lanes(), ranges.partitions(), exchange, traffic),
        idleCores(spark, batches.lanes()));
  }

  /** A cluster is larger than the default rule for lanes was made for; lanes decide bits. */
  private static Optional<String> idleCores(SparkContext spark, int lanes) {
    int slots = spark.isLocal() ? 0 : TaskSlots.of(spark).orElse(0);
    return slots > lanes
        ? Optional.of(
            "the cluster runs %d tasks at a time, but %d lanes can use only %d;"
                    .formatted(slots, lanes, lanes)
                + " training.lanes = %d would use all, and is another result".formatted(slots))
        : Optional.empty();
  }

  /**
   * Refuses stopping rules that need validation examples, if there are none.
   *
   * @throws UserException if so
   */
  public static void requireValidationIfNeeded(RunSettings settings) {
    if (!(settings.data().validation() instanceof Validation.None)) {
      return;
    }
    if (settings.training().decision().needsValidation()) {
      throw new UserException(
          "training.calibrate and training.threshold need examples to validate on",
          "data.validation",
          "name a table or a fraction such as 0.1, or remove them");
    }
    if (settings.training().stopping().needsValidation()) {
      throw new UserException(
          "training.early-stopping and training.target need examples to validate on",
          "data.validation",
          "name a table or a fraction such as 0.1, or remove the rule");
    }
  }

  private static void requireTwoClasses(TrainingSettings training, Encoding encoding) {
    if (training.decision().threshold().isPresent() && encoding.target().outputs() != 2) {
      throw new UserException(
          "a threshold is for two classes, and the data have %,d"
              .formatted(encoding.target().outputs()),
          DecisionSettings.THRESHOLD.key(),
          "remove it");
    }
  }

  /** Refuses a network other than that of the model to start from. */
  private static void requireSame(Topology topology, Topology model) {
    if (!topology.equals(model)) {
      throw new UserException(
          "the network is %s, that of the model %s".formatted(topology, model),
          "training.warm-start",
          "set network and training.loss as they were for the model");
    }
  }

  /**
   * Builds the network of the settings, with the inputs and outputs of the data.
   *
   * @throws UserException if the loss does not fit the targets, or the network is too large
   */
  public static Topology topology(TrainingSettings training, Encoding encoding) {
    List<Integer> widths = new ArrayList<>();
    widths.add(encoding.inputWidth());
    widths.addAll(training.network().hidden());
    widths.add(encoding.target().outputs() * training.network().loss().outputsPerTarget());
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
    Activation usual = classes ? Activation.SOFTMAX : Activation.IDENTITY;
    activations.add(loss.output() == null ? usual : loss.output());
    try {
      return new Topology(
          widths,
          activations,
          loss,
          training.network().dropout(),
          training.network().layerNorm(),
          training.network().units().parametricActivation(),
          InputStages.of(training.network().input(), encoding));
    } catch (IllegalArgumentException e) {
      throw new UserException(
          String.valueOf(e.getMessage()), "network.hidden", "choose other hidden layers", e);
    }
  }

  /** The training weight of the examples of each class; empty for 1 each. */
  public static List<Double> classWeights(TrainingSettings training, TrainingData data) {
    return data.encoding().target() instanceof TargetEncoding.Classes classes
        ? training.classWeights().of(classes.labels(), data.classCounts())
        : List.of();
  }

  /**
   * The metrics that each validation computes.
   *
   * @throws UserException if one needs a class that is not named, or more scores than the driver
   *     takes
   */
  public static WantedMetrics metrics(TrainingSettings training, TrainingData data) {
    Set<ValidationMetric> metrics = training.stopping().metrics();
    metrics.add(training.descent().learningRate().schedule().watched());
    WantedMetrics wanted = new WantedMetrics(metrics, data.encoding().target());
    Optional<ValidationMetric> ofOne = wanted.lacksPositive();
    if (ofOne.isPresent()) {
      throw new UserException(
          "%s is of one class, and none is named".formatted(ofOne.get().settingsName()),
          DataKeys.POSITIVE_CLASS.key(),
          "name a class, or choose f1, which is of all");
    }
    DealtLanes validation = data.validation();
    long examples = validation == null ? 0 : validation.plan().examples();
    if (wanted.scores() * examples > MOST_SCORES) {
      throw new UserException(
          "roc-auc and pr-auc of %,d examples to validate on need %,d scores on the driver, more than %,d"
              .formatted(examples, wanted.scores() * examples, MOST_SCORES),
          "data.validation",
          wanted.scores() > 1
              ? "name one class in data.positive-class, or validate on fewer rows"
              : "validate on fewer rows, or choose another metric");
    }
    return wanted;
  }

  /** Iterations of the run, if no stopping rule ends it earlier. */
  public long iterations() {
    return RunLength.iterations(settings.training(), batches);
  }

  /** Creates the stopping rules. */
  Stopping stopping() {
    TrainingSettings training = settings.training();
    int perEpoch = batches.iterationsPerEpoch();
    return new Stopping(
        training.stopping(), (long) training.batches().epochs() * perEpoch, perEpoch);
  }

  /**
   * Describes the plan for listeners and users.
   *
   * @param validationExamples number of examples held back
   * @param iterationsDone iterations that a resumed run has done before
   * @param dataWarnings warnings about the data
   */
  public TrainingPlan describe(
      long validationExamples, long iterationsDone, List<String> dataWarnings) {
    return new TrainingPlan(
        new TrainingPlan.Output(
            settings.output(), settings.checkpoints().areOn() ? checkpointBytes() : 0),
        topology,
        new TrainingPlan.Examples(batches.examples(), validationExamples),
        placement,
        new TrainingPlan.Length(
            settings.training().batches().epochs(), batches.iterationsPerEpoch(), iterationsDone),
        warnings(dataWarnings));
  }

  private long checkpointBytes() {
    boolean best = settings.training().stopping().early().map(e -> e.restoreBest()).orElse(false);
    int vectors = 1 + settings.training().descent().optimizer().vectorCount() + (best ? 1 : 0);
    return (long) vectors * topology.parameterCount() * Float.BYTES;
  }

  private List<String> warnings(List<String> dataWarnings) {
    List<String> warnings = new ArrayList<>(dataWarnings);
    placement.exchange().warning().ifPresent(warnings::add);
    idleCores.ifPresent(warnings::add);
    costOfSparse().ifPresent(warnings::add);
    costOfMaxNorm().ifPresent(warnings::add);
    TrainingSettings training = settings.training();
    if (training.batches().size() != batches.batchSize()) {
      warnings.add(
          training.descent().optimizer().isFullBatch()
              ? "%s takes all %,d examples as one batch; training.batch-size is not used"
                  .formatted(training.descent().optimizer().settingsName(), batches.examples())
              : "batch-size is %,d, but there are only %,d examples: each batch is all of them"
                  .formatted(training.batches().size(), batches.examples()));
    }
    return warnings;
  }

  /** What a step costs that moves the weights of sparse inputs that do not occur too. */
  private Optional<String> costOfSparse() {
    DescentSettings descent = settings.training().descent();
    boolean leavesZeros =
        descent.optimizer() instanceof FirstOrder optimizer && optimizer.leavesZeros();
    boolean keepsZeros = descent.regularization().l1() == 0 && descent.regularization().l2() == 0;
    if (topology.sparse().areNone() || (leavesZeros && keepsZeros)) {
      return Optional.empty();
    }
    long weights = (long) topology.parameterCount() - topology.sparseOffset();
    long vectors = 2L + descent.optimizer().vectorCount();
    return Optional.of(
        "%s moves all %,d weights of sparse inputs in each step, in %,d MB of memory; sgd and adagrad"
                .formatted(
                    leavesZeros ? "a penalty" : descent.optimizer().settingsName(),
                    weights,
                    vectors * weights * Float.BYTES / 1_000_000)
            + " without l1 and l2 move those of inputs that occur");
  }

  /** What a bound of the weights costs that come from sparse inputs. */
  private Optional<String> costOfMaxNorm() {
    if (topology.sparse().areNone()
        || settings.training().descent().regularization().maxNorm().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "max-norm reads all %,d weights of sparse inputs after each step"
            .formatted(topology.parameterCount() - topology.sparseOffset()));
  }
}
