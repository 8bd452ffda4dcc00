package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.UserException;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.metric.ThresholdRule;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.Provenance;
import org.lockstep.model.run.RunFolder;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.scoring.RowPrediction;
import org.lockstep.scoring.Scorer;
import org.lockstep.settings.DecisionSettings;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.NetworkSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.evaluation.Calibration;
import org.lockstep.training.evaluation.Evaluation;
import org.lockstep.training.metric.EvaluatedBatch;

/** Temperature and threshold, which the validation examples decide once the weights are final. */
@Tag("spark")
class DecisionsInLockstepTest {
  private static final SparkSession SPARK = SharedSpark.session();

  /** A label that the columns tell a part of, so that a network that learns all is too sure. */
  private static final String LABEL = "if(x0 + 2 * rand(%d) > 1.7, 'late', 'on time') as label";

  private static final DecisionSettings CALIBRATED = new DecisionSettings(true, Optional.empty());

  @TempDir private static Path tables;
  private static String train;
  private static String held;
  private static TrainingResult plain;

  @TempDir private Path folder;

  @BeforeAll
  static void writeTables() {
    train = write("train", 100, 3);
    held = write("held", 300, 7);
    plain = new Trainer(SPARK, run().to(tables.resolve("plain").toString())).train();
  }

  private static String write(String name, int count, int seed) {
    Dataset<Row> rows =
        Blobs.table(SPARK, count)
            .selectExpr(
                "rand(%d) as x0".formatted(seed),
                "rand(%d) as x1".formatted(seed + 1),
                LABEL.formatted(seed + 2));
    String path = tables.resolve(name).toString();
    rows.repartition(3).write().parquet(path);
    return path;
  }

  private static Runs run() {
    return Runs.classification(train)
        .withColumns(List.of("label"), List.of("x0", "x1"))
        .withNetwork(NetworkSettings.of(List.of(32, 16), Activation.RELU, new Loss.CrossEntropy(0)))
        .withDescent(DescentSettings.of(new Sgd(), 0.5))
        .withValidation(new Validation.Table(held))
        .withEpochs(100);
  }

  private static Runs run(DecisionSettings decision) {
    return run().withTraining(t -> t.withDecision(decision));
  }

  private TrainingResult train(Runs runs, String name) {
    return new Trainer(SPARK, runs.to(folder.resolve(name).toString())).train();
  }

  private static double temperature(TrainingResult result) {
    return (double)
        Objects.requireNonNull(result.model().provenance().training().get(Provenance.TEMPERATURE));
  }

  private static double logLoss(Model model) {
    return Evaluation.evaluate(SPARK, model, held, Optional.empty())
        .metrics()
        .value(ValidationMetric.LOG_LOSS);
  }

  private static Model divided(Model model, double temperature) {
    Topology topology = model.topology();
    float[] theta = model.parameters().clone();
    for (int i = topology.weightsOffset(2); i < theta.length; i++) {
      theta[i] = (float) (theta[i] / temperature);
    }
    return new Model(topology, model.encoding(), theta, model.provenance());
  }

  @Test
  void theTemperatureIsTheOneWithWhichTheValidationLabelsAreLikeliest() {
    TrainingResult calibrated = train(run(CALIBRATED), "calibrated");

    double best = temperature(calibrated);
    double least = logLoss(calibrated.model());
    assertThat(best).as("too sure before").isGreaterThan(1.2);
    assertThat(calibrated.model().parameters())
        .isEqualTo(divided(plain.model(), best).parameters());
    for (double factor : new double[] {0.8, 0.99, 1.01, 1.25}) {
      assertThat(logLoss(divided(plain.model(), best * factor)))
          .as("at %s of it", factor)
          .isGreaterThan(least);
    }
    assertThat(Objects.requireNonNull(calibrated.validation()).loss())
        .as("the metrics of the run are those of the calibrated model")
        .isLessThan(Objects.requireNonNull(plain.validation()).loss());
    assertThat(calibrated.validation().value(ValidationMetric.ACCURACY))
        .isEqualTo(plain.validation().value(ValidationMetric.ACCURACY));
  }

  @Test
  void temperatureAndThresholdAreTheSameForEveryPlacementAndAfterAStop() {
    Runs decided =
        run(new DecisionSettings(true, Optional.of(new ThresholdRule.F1()))).withEpochs(5);
    TrainingResult first = train(decided.withPartitions(1).withExchange(ExchangeKind.JOB), "one");

    List<TrainingResult> others = new ArrayList<>();
    others.add(train(decided.withPartitions(3).withExchange(ExchangeKind.JOB), "three"));
    others.add(train(decided.withPartitions(2).withExchange(ExchangeKind.RESIDENT), "resident"));
    others.add(stoppedAndResumed(decided));

    for (TrainingResult other : others) {
      assertThat(other.model().digest()).isEqualTo(first.model().digest());
      assertThat(other.model().encoding()).isEqualTo(first.model().encoding());
      assertThat(temperature(other)).isEqualTo(temperature(first));
      assertThat(other.validation()).isEqualTo(first.validation());
    }
  }

  private TrainingResult stoppedAndResumed(Runs runs) {
    String output = folder.resolve("stopped").toString();
    StopAfter stop = new StopAfter(4);
    Trainer stopping = new Trainer(SPARK, runs.to(output), stop);
    stop.onStop(stopping::requestStop);
    assertThatThrownBy(stopping::train).isInstanceOf(RunStoppedException.class);
    return new Trainer(SPARK, runs.to(output))
        .train(RunFolder.reopen(SPARK.sparkContext().hadoopConfiguration(), output));
  }

  static List<Arguments> rules() {
    return List.of(
        Arguments.of(new ThresholdRule.F1(), ValidationMetric.F1_POSITIVE),
        Arguments.of(new ThresholdRule.Balanced(), ValidationMetric.BALANCED_ACCURACY));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void noOtherThresholdIsBetterByTheRule(ThresholdRule rule, ValidationMetric metric) {
    TrainingResult result =
        train(run(new DecisionSettings(false, Optional.of(rule))).withEpochs(3), "model");

    TargetEncoding.Classes chosen = (TargetEncoding.Classes) result.model().encoding().target();
    double best = evaluated(result.model(), chosen.threshold(), metric);
    for (float other : new float[] {0.1f, 0.25f, 0.4f, 0.55f, 0.7f}) {
      assertThat(evaluated(result.model(), other, metric)).isLessThanOrEqualTo(best);
    }
    assertThat(best).isGreaterThan(evaluated(result.model(), 0.5f, metric));
  }

  private static double evaluated(Model model, Float threshold, ValidationMetric metric) {
    TargetEncoding.Classes classes = (TargetEncoding.Classes) model.encoding().target();
    Model other =
        new Model(
            model.topology(),
            model.encoding().with(classes.withThreshold(threshold)),
            model.parameters(),
            model.provenance());
    return Evaluation.evaluate(SPARK, other, held, Optional.empty()).metrics().value(metric);
  }

  @Test
  void aSavedModelPredictsByItsThreshold() {
    TrainingResult result =
        train(
            run(new DecisionSettings(false, Optional.of(new ThresholdRule.Fixed(0.125)))), "model");

    Model read =
        ModelFolder.read(
            SPARK.sparkContext().hadoopConfiguration(), folder.resolve("model").toString());
    assertThat(read.encoding()).isEqualTo(result.model().encoding());
    TargetEncoding.Classes classes = (TargetEncoding.Classes) read.encoding().target();
    int positive = classes.positiveIndex().orElseThrow();
    Scorer scorer = new Scorer(read);
    int between = 0;
    for (double x = 0; x < 1; x += 0.05) {
      RowPrediction.Label predicted =
          (RowPrediction.Label) scorer.score(Map.of("x0", x, "x1", 1 - x)).orElseThrow();
      float p = predicted.probabilities().get(positive);
      assertThat(predicted.label().equals(classes.labels().get(positive))).isEqualTo(p >= 0.125f);
      between += p >= 0.125f && p < 0.5f ? 1 : 0;
    }
    assertThat(between).as("rows that the threshold decides").isPositive();
  }

  @Test
  void aThresholdForThreeClassesIsRefusedBeforeAnythingIsWritten() {
    String blobs = tables.resolve("blobs").toString();
    Blobs.table(SPARK, 100).write().parquet(blobs);
    Runs three =
        Runs.classification(blobs)
            .withValidation(new Validation.Fraction(0.2))
            .withTraining(
                t ->
                    t.withDecision(
                        new DecisionSettings(false, Optional.of(new ThresholdRule.F1()))));

    assertThatThrownBy(() -> train(three, "refused"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("two classes")
        .hasMessageContaining("training.threshold");
    assertThat(folder.resolve("refused").resolve("checkpoints")).doesNotExist();
  }

  @Test
  void predictionsThatAreAllRightHaveNoTemperature() {
    Topology topology =
        new Topology(List.of(1, 2), List.of(Activation.SOFTMAX), new Loss.CrossEntropy(0));
    Calibration calibration =
        new Calibration(topology, new float[] {1, -1, 0, 0}, theta -> ofOne(topology, theta));

    assertThat(calibration.temperature()).isEmpty();
  }

  /** One example of x = 1 and the first class. */
  private static Calibration.Surplus ofOne(Topology topology, float[] theta) {
    float p = (float) (1 / (1 + Math.exp(theta[1] - theta[0])));
    Calibration.Surplus sum = new Calibration.Surplus(topology);
    sum.add(
        new EvaluatedBatch(0, new float[] {1, 0}, new float[] {p, 1 - p}, new float[] {1}, 2, 1));
    return sum;
  }
}
