package org.lockstep.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.UserException;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.GraphNames;
import org.lockstep.encoding.HashedColumn;
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
import org.lockstep.network.Topology;

/** An exported model answers in ONNX Runtime as it does here. */
class OnnxExportTest {
  private static final int ROWS = 3000;

  private static byte[] file(Model model) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    OnnxExport.write(model, file);
    return file.toByteArray();
  }

  /** Checks the answers for rows; returns how many of them are valid. */
  private static int assertSameAnswers(Model model, IntFunction<Object[]> row)
      throws IOException, OrtException {
    List<TableRow> rows =
        IntStream.range(0, ROWS)
            .mapToObj(i -> new TableRow(model.encoding(), row.apply(i)))
            .toList();
    try (OnnxModel exported = new OnnxModel(file(model), model.encoding())) {
      return Answers.of(model, rows).assertClose(exported.answers(rows), model.encoding().target());
    }
  }

  private static Object[] eightNumbers(int row) {
    return new Object[] {new SplittableRandom(row).doubles(8, -3, 3).toArray()};
  }

  private static Topology topology(int inputs, TargetEncoding target) {
    boolean classes = target instanceof TargetEncoding.Classes;
    return new Topology(
        List.of(inputs, 6, target.outputs()),
        List.of(Activation.TANH, classes ? Activation.SOFTMAX : Activation.IDENTITY),
        classes ? new Loss.CrossEntropy(0) : new Loss.SquaredError());
  }

  static Stream<Arguments> networks() {
    List<Arguments> networks = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      for (boolean layerNorm : new boolean[] {false, true}) {
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
                        layerNorm),
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
  void everyActivationHiddenAndAtTheOutput(Topology topology, TargetEncoding target)
      throws Exception {
    Model model = Models.of(Models.eightNumbers(), target, topology);

    assertThat(assertSameAnswers(model, OnnxExportTest::eightNumbers)).isEqualTo(ROWS);
  }

  static Stream<Arguments> losses() {
    return Stream.of(
            new Loss.SquaredError(),
            new Loss.AbsoluteError(),
            new Loss.Huber(1.5),
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
  void everyLossAndKindOfOutput(Loss loss, TargetEncoding target) throws Exception {
    Activation output = loss.output() == null ? Activation.IDENTITY : loss.output();
    Topology topology =
        new Topology(List.of(8, 10, target.outputs()), List.of(Activation.TANH, output), loss);

    Model model = Models.of(Models.eightNumbers(), target, topology);

    assertThat(assertSameAnswers(model, OnnxExportTest::eightNumbers)).isEqualTo(ROWS);
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
  void everyTypeOfLabel(TargetEncoding target) throws Exception {
    Model model = Models.of(Models.eightNumbers(), target, topology(8, target));

    assertThat(assertSameAnswers(model, OnnxExportTest::eightNumbers)).isEqualTo(ROWS);
  }

  private static Model model(FeatureColumn... columns) {
    int inputs = Arrays.stream(columns).mapToInt(FeatureColumn::inputs).sum();
    return Models.of(List.of(columns), Models.CLASSES, topology(inputs, Models.CLASSES));
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void numbersAndArraysThatAreMissing(Missing missing) throws Exception {
    boolean filled = missing == Missing.MEAN || missing == Missing.INDICATOR;
    Model model =
        model(
            new NumberColumn("age", "int", 1, missing, filled ? List.of(0.5) : List.of()),
            new NumberColumn(
                "four",
                "array<float>",
                4,
                missing,
                filled ? List.of(1.0, 2.0, -1.0, 0.0) : List.of()));

    int valid =
        assertSameAnswers(
            model,
            i -> {
              SplittableRandom random = new SplittableRandom(i);
              double[] four = random.doubles(4).map(x -> (float) x).toArray();
              if (i % 5 == 0) {
                four[i / 5 % 4] = Double.NaN;
              }
              double[] age = {i % 11 == 0 ? Double.NaN : random.nextInt(5)};
              if (i % 97 == 0) {
                age[0] = Double.POSITIVE_INFINITY;
              }
              return new Object[] {i % 13 == 0 ? null : age, i % 7 == 0 ? null : four};
            });

    int infinite = (int) IntStream.range(0, ROWS).filter(i -> i % 97 == 0 && i % 13 != 0).count();
    int whole =
        (int)
            IntStream.range(0, ROWS)
                .filter(i -> i % 5 != 0 && i % 7 != 0 && i % 11 != 0 && i % 13 != 0 && i % 97 != 0)
                .count();
    assertThat(valid).isEqualTo(filled ? ROWS - infinite : whole);
  }

  static Stream<Arguments> words() {
    return Arrays.stream(Missing.values())
        .flatMap(
            missing -> Arrays.stream(Unseen.values()).map(unseen -> Arguments.of(missing, unseen)));
  }

  private static final List<String> WORDS = List.of("", "A", "a", "größe", "nothing", "名");

  @ParameterizedTest(name = "missing {0}, unseen {1}")
  @MethodSource("words")
  void wordsThatAreMissingOrNew(Missing missing, Unseen unseen) throws Exception {
    List<Double> shares = missing == Missing.MEAN ? List.of(0.5, 0.25, 0.125, 0.125) : List.of();
    Model model =
        model(
            new OneHotColumn("w", "string", WORDS.subList(0, 4), unseen, missing, shares),
            NumberColumn.whole("x", "double", 1));

    int valid =
        assertSameAnswers(
            model,
            i ->
                new Object[] {
                  i % 7 == 0 && missing != Missing.ERROR ? null : WORDS.get(i % WORDS.size()),
                  new double[] {i / 1000.0}
                });

    boolean all = unseen == Unseen.ZERO && missing != Missing.SKIP;
    assertThat(valid == ROWS).isEqualTo(all);
    assertThat(valid).isGreaterThan(ROWS / 2);
  }

  @ParameterizedTest(name = "missing {0}")
  @EnumSource
  void hashedWordsOfEveryLength(Missing missing) throws Exception {
    List<Double> shares = missing == Missing.MEAN ? Collections.nCopies(11, 1 / 11.0) : List.of();
    Model model = model(new HashedColumn("w", "string", 11, missing, shares));

    int valid =
        assertSameAnswers(
            model,
            i -> {
              // Beyond U+FFFF, ONNX Runtime's Java binding gives its operators no UTF-8
              String word = "wörter-名前-é".repeat(3).substring(0, i % 31) + i;
              boolean isMissing = i % 7 == 0 && missing != Missing.ERROR;
              return new Object[] {isMissing ? null : i % 50 == 1 ? "" : word};
            });

    assertThat(valid == ROWS).isEqualTo(missing != Missing.SKIP);
    assertThat(valid).isGreaterThan(ROWS / 2);
  }

  static Stream<Arguments> dates() {
    return Arrays.stream(DateEncoding.values())
        .flatMap(
            encoding ->
                Arrays.stream(Missing.values()).map(missing -> Arguments.of(encoding, missing)));
  }

  @ParameterizedTest(name = "{0}, missing {1}")
  @MethodSource("dates")
  void datesAndTimestampsFarAndNear(DateEncoding encoding, Missing missing) throws Exception {
    boolean filled = missing == Missing.MEAN || missing == Missing.INDICATOR;
    List<FeatureColumn> columns = new ArrayList<>();
    List<Double> offset = new ArrayList<>();
    List<Double> divisor = new ArrayList<>();
    for (String type : List.of("date", "timestamp", "timestamp_ntz")) {
      int width = encoding.inputs(DateColumn.hasTime(type));
      List<Double> means = new ArrayList<>(Collections.nCopies(width, 0.25));
      means.set(0, 19_000.5);
      columns.add(new DateColumn(type, type, encoding, missing, filled ? means : List.of()));
      for (int i = 0; i < columns.get(columns.size() - 1).inputs(); i++) {
        offset.add(i == 0 ? 19_000.25 : 0);
        divisor.add(i == 0 ? 400.0 : 1);
      }
    }
    Model model =
        Models.of(
            columns,
            new LinearScale(offset, divisor),
            Models.CLASSES,
            topology(offset.size(), Models.CLASSES));

    int valid =
        assertSameAnswers(
            model,
            i -> {
              SplittableRandom random = new SplittableRandom(i);
              // leap years, centuries and the years before 1970 too
              long day =
                  random.nextLong(i % 2 == 0 ? -800_000 : 18_600, i % 2 == 0 ? 100_000 : 19_400);
              long time = random.nextLong(86_400_000_000L);
              return new Object[] {
                i % 9 == 0 && missing != Missing.ERROR ? null : (Object) day,
                i % 10 == 0 && missing != Missing.ERROR
                    ? null
                    : (Object) (day * 86_400_000_000L + time),
                day * 86_400_000_000L + (i % 3 == 0 ? 0 : 86_399_999_999L)
              };
            });

    assertThat(valid == ROWS).isEqualTo(missing != Missing.SKIP);
    assertThat(valid).isGreaterThan(ROWS / 2);
  }

  @Test
  void theDayOfTheYearIsRightOnEveryDayOf400Years() throws Exception {
    DateColumn column = new DateColumn("d", "date", DateEncoding.CYCLIC, Missing.ERROR, List.of());
    // the outputs are the inputs: identity, W = 1
    Topology topology =
        new Topology(List.of(5, 5), List.of(Activation.IDENTITY), new Loss.SquaredError());
    float[] parameters = new float[topology.parameterCount()];
    for (int i = 0; i < 5; i++) {
      parameters[topology.weightsOffset(0) + 6 * i] = 1;
    }
    LinearScale none = new LinearScale(Collections.nCopies(5, 0.0), Collections.nCopies(5, 1.0));
    TargetEncoding target = new TargetEncoding.Numbers(List.of("a", "b", "c", "d", "e"), none);
    Model shape = Models.of(List.of(column), none, target, topology);
    Model model = new Model(topology, shape.encoding(), parameters, shape.provenance());
    long first = LocalDate.of(1796, 12, 25).toEpochDay();
    List<TableRow> rows =
        IntStream.range(0, 146_097 + 20)
            .mapToObj(i -> new TableRow(model.encoding(), first + i))
            .toList();

    try (OnnxModel exported = new OnnxModel(file(model), model.encoding())) {
      Answers answers = exported.answers(rows);

      for (int row = 0; row < rows.size(); row += 1) {
        LocalDate date = LocalDate.ofEpochDay(first + row);
        double week = 2 * Math.PI * (date.getDayOfWeek().getValue() - 1) / 7;
        double year = 2 * Math.PI * (date.getDayOfYear() - 1) / 365.2425;
        double[] expected = {
          first + row, Math.sin(week), Math.cos(week), Math.sin(year), Math.cos(year)
        };
        double[] found = answers.numbers().get(row);
        for (int i = 0; i < 5; i++) {
          if (Math.abs(found[i] - expected[i]) > 1e-6) {
            throw new AssertionError(date + ": " + Arrays.toString(found));
          }
        }
      }
    }
  }

  /** All kinds of columns side by side. */
  private static Model mixed() {
    return model(
        new NumberColumn("age of it", "bigint", 1, Missing.INDICATOR, List.of(40.0)),
        new OneHotColumn(
            "w", "string", WORDS.subList(0, 4), Unseen.ZERO, Missing.INDICATOR, List.of()),
        new HashedColumn("W1", "string", 8, Missing.ERROR, List.of()),
        new DateColumn("t", "timestamp", DateEncoding.CYCLIC, Missing.ERROR, List.of()),
        NumberColumn.whole("pixels", "array<tinyint>", 9));
  }

  @Test
  void allKindsOfColumnsSideBySide() throws Exception {
    int valid =
        assertSameAnswers(
            mixed(),
            i -> {
              SplittableRandom random = new SplittableRandom(i);
              return new Object[] {
                random.nextInt(3) == 0 ? null : new double[] {random.nextInt(3)},
                random.nextInt(3) == 0 ? null : WORDS.get(random.nextInt(6)),
                "w" + random.nextInt(100),
                random.nextLong(86_400_000_000L),
                random.ints(9, -3, 4).asDoubleStream().toArray()
              };
            });

    assertThat(valid).isEqualTo(ROWS);
  }

  @Test
  void aNumberWithALargeOffsetKeepsItsDigits() throws Exception {
    List<FeatureColumn> columns = List.of(NumberColumn.whole("t", "bigint", 1));
    LinearScale scale = new LinearScale(List.of(1.7e15), List.of(1000.0));
    Model model = Models.of(columns, scale, Models.CLASSES, topology(1, Models.CLASSES));

    assertThat(assertSameAnswers(model, i -> new Object[] {new double[] {1.7e15 + i}}))
        .isEqualTo(ROWS);
  }

  @Test
  void theFileKeepsTheRulesOfTheFormat() throws Exception {
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
  void theFileSaysWhichModelItIs() throws Exception {
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
    OnnxExport.write(model, new GraphNames("species", "p", "y", "ok", "_lacks"), file);

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
