package org.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.network.Activation;
import org.lockstep.network.Kernel;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.optimization.Clipping;
import org.lockstep.optimization.Descent;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.LearningRate;
import org.lockstep.optimization.Regularization;
import org.lockstep.optimization.optimizer.AdaDelta;
import org.lockstep.optimization.optimizer.AdaGrad;
import org.lockstep.optimization.optimizer.AdaMax;
import org.lockstep.optimization.optimizer.Adam;
import org.lockstep.optimization.optimizer.AdamW;
import org.lockstep.optimization.optimizer.Momentum;
import org.lockstep.optimization.optimizer.Nadam;
import org.lockstep.optimization.optimizer.Nesterov;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.optimization.optimizer.RmsProp;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.optimization.schedule.Horizon;
import org.lockstep.optimization.vector.Gradient;
import org.lockstep.settings.StoppingSettings;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.metric.WantedMetrics;
import org.lockstep.training.network.ParameterRanges;

/** One case of {@code parity/cases.json}, and the production code that runs it. */
record ParityCase(JsonNode json, Topology topology, Kernel kernel, DescentSettings settings) {
  /**
   * Reads a case.
   *
   * @param kernel computes the matrix products
   * @throws IllegalArgumentException if there is no production code by a name in the case
   */
  static ParityCase of(JsonNode json, Kernel kernel) {
    List<Activation> activations =
        names(json.get("activations")).stream()
            .map(name -> Activation.valueOf(name.toUpperCase(Locale.ROOT)))
            .toList();
    Topology topology = new Topology(integers(json.get("layers")), activations, loss(json));
    return new ParityCase(json, topology, kernel, settings(json));
  }

  private static DescentSettings settings(JsonNode json) {
    JsonNode penalty = json.path("regularization");
    JsonNode clip = json.path("clip");
    return new DescentSettings(
        optimizer(json.get("optimizer")),
        LearningRate.constant(json.at("/optimizer/lr").doubleValue()),
        new Regularization(
            penalty.path("l1").asDouble(), penalty.path("l2").asDouble(), OptionalDouble.empty()),
        new Clipping(number(clip.path("value")), number(clip.path("global_norm"))),
        List.of());
  }

  private static OptionalDouble number(JsonNode json) {
    return json.isNumber() ? OptionalDouble.of(json.doubleValue()) : OptionalDouble.empty();
  }

  private static Optimizer optimizer(JsonNode json) {
    double beta1 = json.path("beta1").asDouble();
    double beta2 = json.path("beta2").asDouble();
    double epsilon = json.path("epsilon").asDouble();
    double rho = json.path("rho").asDouble();
    String name = json.get("name").asText();
    return switch (name) {
      case "sgd" -> new Sgd();
      case "momentum" -> new Momentum(json.get("momentum").doubleValue());
      case "nesterov" -> new Nesterov(json.get("momentum").doubleValue());
      case "adagrad" -> new AdaGrad(epsilon);
      case "rmsprop" -> new RmsProp(rho, epsilon);
      case "adadelta" -> new AdaDelta(rho, epsilon);
      case "adam" -> new Adam(beta1, beta2, epsilon);
      case "adamw" -> new AdamW(beta1, beta2, epsilon, json.get("weight_decay").doubleValue());
      case "adamax" -> new AdaMax(beta1, beta2, epsilon);
      case "nadam" -> new Nadam(beta1, beta2, epsilon, json.get("momentum_decay").doubleValue());
      default -> throw new IllegalArgumentException("no optimizer is named " + name);
    };
  }

  private static Loss loss(JsonNode json) {
    String name = json.get("loss").asText();
    return switch (name) {
      case "l2" -> new Loss.SquaredError();
      case "mae" -> new Loss.AbsoluteError();
      case "huber" -> new Loss.Huber(json.at("/loss_params/delta").doubleValue());
      case "softmax_cross_entropy" -> new Loss.CrossEntropy(0);
      case "sigmoid_bce" -> new Loss.BinaryCrossEntropy();
      default -> throw new IllegalArgumentException("no loss is named " + name);
    };
  }

  static List<String> names(JsonNode array) {
    List<String> names = new ArrayList<>();
    array.forEach(name -> names.add(name.asText()));
    return names;
  }

  private static List<Integer> integers(JsonNode array) {
    List<Integer> integers = new ArrayList<>();
    array.forEach(integer -> integers.add(integer.intValue()));
    return integers;
  }

  /** The numbers of nested lists, one after the other. */
  static double[] numbers(JsonNode nested) {
    if (nested.isNumber()) {
      return new double[] {nested.doubleValue()};
    }
    List<double[]> parts = new ArrayList<>();
    nested.forEach(part -> parts.add(numbers(part)));
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /** Sizes of the parts that the batch is split into; one part if the case has none. */
  List<Integer> parts() {
    return json.has("parts") ? integers(json.get("parts")) : List.of(examples());
  }

  int examples() {
    return json.get("x").size();
  }

  /** All examples are one batch. */
  BatchPlan plan() {
    return new BatchPlan(examples(), examples(), 1);
  }

  PartsExchange exchange() {
    return new PartsExchange(this, parts());
  }

  /** Every schedule is a constant: how long the run is does not matter. */
  Descent descent() {
    return new Descent(settings, ParameterRanges.of(topology), examples(), new Horizon(1, 1));
  }

  /** J + R and the gradient at θ as the optimizer sees it. */
  Gradient gradient(float[] theta) {
    GradientSum sum = exchange().gradient(theta, plan().batch(0));
    assertThat(sum.weight()).isEqualTo(examples());
    return descent().regularized(theta, MeanGradient.of(sum), 0);
  }

  /** A loop of so many steps, each of which takes all examples. */
  TrainingLoop loop(int steps) {
    WantedMetrics unused =
        WantedMetrics.usual(
            new TargetEncoding.Numbers(List.of(), new LinearScale(List.of(), List.of())));
    PartsExchange exchange = exchange();
    return new TrainingLoop(
        exchange,
        plan(),
        descent(),
        new Validator(exchange, null, unused),
        new Stopping(StoppingSettings.NONE, steps, 1),
        RunControl.NONE);
  }

  /** The initial parameters. */
  float[] theta() {
    float[] theta = new float[topology.parameterCount()];
    for (int l = 0; l < topology.layerCount(); l++) {
      put(json.get("W").get(l), theta, topology.weightsOffset(l));
      put(json.get("b").get(l), theta, topology.biasOffset(l));
    }
    return theta;
  }

  private static void put(JsonNode from, float[] to, int offset) {
    double[] values = numbers(from);
    for (int i = 0; i < values.length; i++) {
      to[offset + i] = (float) values[i];
    }
  }

  JsonNode expect(String what) {
    return json.get("expect").get(what);
  }

  double tolerance(String... path) {
    return json.at("/tolerance_float32/" + String.join("/", path)).doubleValue();
  }

  /** Checks a vector laid out as the parameters against the case's W and b, or dW and db. */
  void assertParameters(float[] actual, JsonNode w, JsonNode b, double tolerance) {
    assertThat(actual).hasSize(topology.parameterCount());
    for (int l = 0; l < topology.layerCount(); l++) {
      assertClose(actual, topology.weightsOffset(l), w.get(l), tolerance, "W of layer " + l);
      assertClose(actual, topology.biasOffset(l), b.get(l), tolerance, "b of layer " + l);
    }
  }

  static void assertClose(
      float[] actual, int from, JsonNode expected, double tolerance, String what) {
    double[] numbers = numbers(expected);
    assertThat(numbers).isNotEmpty();
    for (int i = 0; i < numbers.length; i++) {
      assertThat((double) actual[from + i])
          .as("element %d of %s", i, what)
          .isCloseTo(numbers[i], within(tolerance));
    }
  }

  @Override
  public String toString() {
    return "%s by %s".formatted(json.get("id").asText(), kernel);
  }
}
