package org.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lockstep.data.BatchPlan;
import org.lockstep.data.Encoding;
import org.lockstep.data.LinearScale;
import org.lockstep.data.TargetEncoding;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.optimization.Optimizer;
import org.lockstep.optimization.Sgd;

/** One case of {@code parity/cases.json}, and the production code that runs it. */
record ParityCase(JsonNode json, Topology topology, Optimizer optimizer) {
  /** The case, if there is production code for all that it asks for. */
  static Optional<ParityCase> ifSupported(JsonNode json) {
    Optional<Loss> loss = loss(json);
    List<Activation> activations =
        names(json.get("activations")).stream()
            .flatMap(activation -> constant(Activation.class, activation).stream())
            .toList();
    Optional<Optimizer> optimizer = optimizer(json.get("optimizer"));
    if (loss.isEmpty()
        || activations.size() < json.get("activations").size()
        || optimizer.isEmpty()
        || json.has("regularization")
        || json.has("clip")) {
      return Optional.empty();
    }
    Topology topology = new Topology(integers(json.get("layers")), activations, loss.get());
    return Optional.of(new ParityCase(json, topology, optimizer.get()));
  }

  private static Optional<Optimizer> optimizer(JsonNode settings) {
    return settings.get("name").asText().equals("sgd")
        ? Optional.of(new Sgd(settings.get("lr").doubleValue()))
        : Optional.empty();
  }

  private static Optional<Loss> loss(JsonNode json) {
    return switch (json.get("loss").asText()) {
      case "l2" -> Optional.of(new Loss.SquaredError());
      case "mae" -> Optional.of(new Loss.AbsoluteError());
      case "huber" -> Optional.of(new Loss.Huber(json.at("/loss_params/delta").doubleValue()));
      case "softmax_cross_entropy" -> Optional.of(new Loss.CrossEntropy(0));
      case "sigmoid_bce" -> Optional.of(new Loss.BinaryCrossEntropy());
      default -> Optional.empty();
    };
  }

  private static <E extends Enum<E>> Optional<E> constant(Class<E> type, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst();
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

  /** Sizes of the parts that the batch is split into; one part if the case says nothing. */
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

  TrainingLoop loop() {
    Encoding unused =
        new Encoding(
            List.of(),
            new LinearScale(List.of(), List.of()),
            new TargetEncoding.Numbers(List.of(), new LinearScale(List.of(), List.of())));
    return new TrainingLoop(exchange(), plan(), optimizer, unused, null, new TrainingListener() {});
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
    return json.get("id").asText();
  }
}
