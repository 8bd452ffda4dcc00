package org.lockstep.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lockstep.export.OnnxExports.ROWS;
import static org.lockstep.export.OnnxExports.WORDS;
import static org.lockstep.export.OnnxExports.assertSameAnswers;
import static org.lockstep.export.OnnxExports.file;
import static org.lockstep.export.OnnxExports.mixed;
import static org.lockstep.export.OnnxExports.model;
import static org.lockstep.export.OnnxExports.topology;

import ai.onnxruntime.OrtException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;
import org.lockstep.encoding.GraphNames;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.OneHotColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Unseen;
import org.lockstep.model.Model;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Quantiles;
import org.lockstep.network.Topology;
import org.lockstep.network.input.InputStage;

/** An exported model answers in ONNX Runtime as it does here. */
class OnnxExportTest {
  static Stream<Arguments> networks() {
    List<Arguments> networks = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      for (int variant = 0; variant < 3; variant++) { // plain, layer norm, parametric activation
        for (TargetEncoding target : List.of(Models.CLASSES, Models.NUMBERS)) {
          Topology plain = topology(8, target);
          if (!activation.isForOutputOnly()) {
            networks.add(
                Arguments.of(
                    new Topology(
                        List.of(8, 16, 12, target.outputs()),
                        List.of(activation, activation, plain.activations().get(1)),
                        plain.loss(),
                        0.5,
                        variant == 1,
                        variant == 2,
                        InputStage.NONE),
                    target));
          }
        }
      }
      for (TargetEncoding target : List.of(Models.CLASSES, Models.NUMBERS)) {
        networks.add(
            Arguments.of(
                new Topology(
                    List.of(8, 5, target.outputs()),
                    List.of(Activation.RELU, activation),
                    new Loss.SquaredError()),
                target));
      }
    }
    return networks.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void everyActivationHiddenAndAtTheOutputPredictsAsTheModel(
      Topology topology, TargetEncoding target) throws Exception {
    Model model = Models.of(Models.eightNumbers(), target, topology);

    assertThat(assertSameAnswers(model, OnnxExports::eightNumbers)).isEqualTo(ROWS);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"no", "yes"})
  void aThresholdDecidesAsInTheModel(String positive) throws Exception {
    TargetEncoding target =
        new TargetEncoding.Classes("y", "string", List.of("no", "yes"))
            .withPositive(positive)
            .withThreshold(0.3f);

    Model model = Models.of(Models.eightNumbers(), target, topology(8, target));

    assertThat(assertSameAnswers(model, OnnxExports::eightNumbers)).isEqualTo(ROWS);
  }

  static Stream<Arguments> losses() {
    return Stream.of(
            new Loss.SquaredError(),
            new Loss.AbsoluteError(),
            new Loss.Huber(1.5),
            new Quantiles(List.of(0.1, 0.4, 0.9)),
            new Loss.Poisson(),
            new Loss.CrossEntropy(0.1),
            new Loss.BinaryCrossEntropy(),
            new Loss.Hinge())
        .flatMap(
            loss ->
                Stream.of(Models.CLASSES, Models.NUMBERS, twoTargets())
                    .filter(
                        target ->
                            target instanceof TargetEncoding.Classes
                                ? loss.forClasses()
                                : loss.forNumbers())
                    .map(target -> Arguments.of(loss, target)));
  }

  private static TargetEncoding twoTargets() {
    return new TargetEncoding.Numbers(
        List.of("y", "z"), new LinearScale(List.of(0.0, -1e6), List.of(1.0, 1e4)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("losses")
  void everyLossAndKindOfOutputPredictsAsTheModel(Loss loss, TargetEncoding target)
      throws Exception {
    Activation output = loss.output() == null ? Activation.IDENTITY : loss.output();
    Topology topology =
        new Topology(
            List.of(8, 10, target.outputs() * loss.outputsPerTarget()),
            List.of(Activation.TANH, output),
            loss);

    Model model = Models.of(Models.eightNumbers(), target, topology);

    assertThat(assertSameAnswers(model, OnnxExports::eightNumbers)).isEqualTo(ROWS);
  }

  static Stream<TargetEncoding> labels() {
    return Stream.of(
        new TargetEncoding.Classes("y", "string", List.of("", "a", "größe", "名前")),
        new TargetEncoding.Classes("y", "double", List.of(-3L, 0L, 7L)),
        new TargetEncoding.Classes("y", "bigint", List.of(Long.MIN_VALUE, Long.MAX_VALUE)),
        new TargetEncoding.Classes("y", "boolean", List.of(false, true)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("labels")
  void everyTypeOfLabelIsPredictedAsByTheModel(TargetEncoding target) throws Exception {
    Model model = Models.of(Models.eightNumbers(), target, topology(8, target));

    assertThat(assertSameAnswers(model, OnnxExports::eightNumbers)).isEqualTo(ROWS);
  }

  @Test
  void theFileIsValidOnnx() throws Exception {
    ModelProto file = ModelProto.parseFrom(file(mixed()));

    assertThat(file.getIrVersion()).isEqualTo(9);
    assertThat(file.getOpsetImportList())
        .extracting(opset -> opset.getDomain() + " " + opset.getVersion())
        .containsExactly(" 20", "ai.onnx.ml 4", "com.microsoft 1");
    GraphProto graph = file.getGraph();
    assertThat(graph.getName()).isNotEmpty();
    assertThat(graph.getInputList())
        .extracting(input -> input.getName())
        .containsExactly("age of it", "w", "w_missing", "W1", "t", "pixels");
    assertThat(graph.getOutputList())
        .extracting(output -> output.getName())
        .containsExactly("label", "probabilities", "valid");
    Set<String> known = new HashSet<>();
    graph.getInputList().forEach(input -> assertThat(known.add(input.getName())).isTrue());
    graph.getInitializerList().forEach(tensor -> assertThat(known.add(tensor.getName())).isTrue());
    Set<String> used = new HashSet<>();
    for (NodeProto node : graph.getNodeList()) { // in topological order, each name given once
      assertThat(known).containsAll(node.getInputList());
      used.addAll(node.getInputList());
      node.getOutputList().forEach(name -> assertThat(known.add(name)).as(name).isTrue());
    }
    graph.getOutputList().forEach(output -> assertThat(used.add(output.getName())).isTrue());
    assertThat(used).isEqualTo(known);
    assertThat(graph.getNodeList()).extracting(NodeProto::getName).doesNotHaveDuplicates();
    assertThat(
            file.getOpsetImportList().stream()
                .map(opset -> opset.getDomain())
                .collect(Collectors.toSet()))
        .containsAll(
            graph.getNodeList().stream().map(NodeProto::getDomain).collect(Collectors.toSet()));
  }

  @Test
  void onlyWhatIsNeededIsImported() throws Exception {
    ModelProto file =
        ModelProto.parseFrom(
            file(Models.of(Models.eightNumbers(), Models.NUMBERS, topology(8, Models.NUMBERS))));

    assertThat(file.getOpsetImportList())
        .extracting(opset -> opset.getDomain())
        .containsExactly("");
  }

  @Test
  void theFileContainsTheDigestOfTheModel() throws Exception {
    Model model = mixed();

    try (OnnxModel exported = new OnnxModel(file(model), model.encoding())) {
      assertThat(exported.session().getMetadata().getCustomMetadata())
          .containsEntry("lockstep.digest", model.digest())
          .containsEntry("lockstep.version", "0.1.0")
          .containsEntry("lockstep.task", "classification")
          .containsEntry("lockstep.target", "y")
          .hasEntrySatisfying(
              "lockstep.encoding",
              text ->
                  assertThat(text)
                      .contains("w string: onehot, 5 inputs, missing = indicator; W1 string"));
      assertThat(exported.session().getMetadata().getProducerName()).isEqualTo("lockstep");
    }
  }

  @Test
  void theSameModelGivesTheSameBytes() throws Exception {
    assertThat(file(mixed())).isEqualTo(file(mixed()));
  }

  @Test
  void inputsAndOutputsMayHaveOtherNames() throws IOException, OrtException {
    Model model =
        model(
            NumberColumn.whole("label", "double", 1),
            new OneHotColumn("w", "string", WORDS, Unseen.ZERO, Missing.SKIP, List.of()),
            NumberColumn.whole("w_missing", "double", 1));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    OnnxExport.write(
        model, new GraphNames("species", "p", "y", "ok", "_lacks", GraphNames.Inputs.MARKED), file);

    try (OnnxModel exported = new OnnxModel(file.toByteArray(), model.encoding())) {
      assertThat(exported.session().getInputNames())
          .containsExactlyInAnyOrder("label", "w", "w_lacks", "w_missing");
      assertThat(exported.session().getOutputNames()).containsExactly("species", "p", "ok");
    }
  }

  @Test
  void targetsInArraysArePredictedTogether() throws IOException, OrtException {
    LinearScale scale = new LinearScale(List.of(1.0, 2.0, 3.0), List.of(1.0, 0.5, 4.0));
    for (TargetEncoding target :
        List.of(
            new TargetEncoding.Numbers(List.of("y"), scale, List.of(3), MissingLabel.ERROR),
            new TargetEncoding.Numbers(List.of("y", "z"), scale, List.of(1, 2), MissingLabel.SKIP),
            new TargetEncoding.Numbers(
                List.of("y"),
                new LinearScale(List.of(1.0), List.of(2.0)),
                List.of(1),
                MissingLabel.ERROR))) {
      Model model = Models.of(Models.eightNumbers(), target, topology(8, target));
      List<TableRow> rows =
          IntStream.range(0, 9)
              .mapToObj(
                  i ->
                      new TableRow(
                          model.encoding(),
                          (Object) IntStream.range(0, 8).mapToDouble(j -> i - j * 0.5).toArray()))
              .toList();
      try (OnnxModel exported = new OnnxModel(file(model), model.encoding())) {
        assertThat(Answers.of(model, rows).assertClose(exported.answers(rows), target))
            .isEqualTo(9);
        assertThat(exported.session().getOutputInfo().get("prediction").getInfo().toString())
            .contains("-1, %d".formatted(target.outputs()));
      }
    }
  }

  @Test
  void aColumnNamedAsAnOutputIsRefused() {
    assertThatThrownBy(() -> file(model(NumberColumn.whole("label", "double", 1))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("two inputs or outputs would be named label");
    assertThatThrownBy(
            () ->
                file(
                    model(
                        new OneHotColumn(
                            "w", "string", WORDS, Unseen.ZERO, Missing.SKIP, List.of()),
                        NumberColumn.whole("w_missing", "double", 1))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("w_missing");
  }
}
