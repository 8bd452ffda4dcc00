package org.lockstep.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.export.OnnxExports.ROWS;
import static org.lockstep.export.OnnxExports.WORDS;
import static org.lockstep.export.OnnxExports.assertSameAnswers;
import static org.lockstep.export.OnnxExports.file;
import static org.lockstep.export.OnnxExports.mixed;
import static org.lockstep.export.OnnxExports.model;
import static org.lockstep.export.OnnxExports.topology;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.GraphNames;
import org.lockstep.encoding.HashedColumn;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.OneHotColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Unseen;
import org.lockstep.model.Model;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;

/** Columns of every kind are encoded by an exported model as they are here. */
class OnnxColumnsTest {
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void missingNumbersAndArraysAreEncodedAsByTheModel(Missing missing) throws Exception {
    boolean filled = missing == Missing.MEAN || missing == Missing.INDICATOR;
    Model model =
        model(
            new NumberColumn("age", "double", 1, missing, filled ? List.of(0.5) : List.of()),
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

  private static final List<GraphNames> INPUTS = List.of(GraphNames.DEFAULT, OnnxExports.MARKED);

  static Stream<Arguments> words() {
    return Arrays.stream(Missing.values())
        .flatMap(
            missing ->
                Arrays.stream(Unseen.values())
                    .flatMap(
                        unseen ->
                            INPUTS.stream()
                                .flatMap(
                                    names ->
                                        Stream.of(WORDS, WORDS.subList(1, 6))
                                            .map(
                                                words ->
                                                    Arguments.of(missing, unseen, words, names)))));
  }

  @ParameterizedTest(name = "missing {0}, unseen {1}, {2}, {3}")
  @MethodSource("words")
  void missingAndUnseenCategoriesAreEncodedAsByTheModel(
      Missing missing, Unseen unseen, List<String> words, GraphNames names) throws Exception {
    List<Double> shares = missing == Missing.MEAN ? List.of(0.5, 0.25, 0.125, 0.125) : List.of();
    Model model =
        model(
            new OneHotColumn("w", "string", words.subList(0, 4), unseen, missing, shares),
            NumberColumn.whole("x", "double", 1));

    int valid =
        assertSameAnswers(
            model,
            names,
            i ->
                new Object[] {
                  i % 7 == 0 && missing != Missing.ERROR ? null : words.get(i % words.size()),
                  new double[] {i / 1000.0}
                });

    boolean all = unseen == Unseen.ZERO && missing != Missing.SKIP;
    assertThat(valid == ROWS).isEqualTo(all);
    assertThat(valid).isGreaterThan(ROWS / 2);
  }

  static Stream<Arguments> hashed() {
    return Arrays.stream(Missing.values())
        .flatMap(missing -> INPUTS.stream().map(names -> Arguments.of(missing, names)));
  }

  @ParameterizedTest(name = "missing {0}, {1}")
  @MethodSource("hashed")
  void hashedStringsOfEveryLengthAreEncodedAsByTheModel(Missing missing, GraphNames names)
      throws Exception {
    List<Double> shares = missing == Missing.MEAN ? Collections.nCopies(11, 1 / 11.0) : List.of();
    Model model = model(new HashedColumn("w", "string", 11, missing, shares));
    boolean mayBeEmpty = missing == Missing.ERROR || names == OnnxExports.MARKED;

    int valid =
        assertSameAnswers(
            model,
            names,
            i -> {
              // Beyond U+FFFF, ONNX Runtime's Java binding gives its operators no UTF-8
              String word = "wörter-名前-é".repeat(3).substring(0, i % 31) + i;
              boolean isMissing = i % 7 == 0 && missing != Missing.ERROR;
              return new Object[] {isMissing ? null : mayBeEmpty && i % 50 == 1 ? "" : word};
            });

    assertThat(valid == ROWS).isEqualTo(missing != Missing.SKIP);
    assertThat(valid).isGreaterThan(ROWS / 2);
  }

  static Stream<Arguments> dates() {
    return Arrays.stream(DateEncoding.values())
        .flatMap(
            encoding ->
                Arrays.stream(Missing.values())
                    .flatMap(
                        missing ->
                            INPUTS.stream().map(names -> Arguments.of(encoding, missing, names))));
  }

  @ParameterizedTest(name = "{0}, missing {1}, {2}")
  @MethodSource("dates")
  void datesAndTimestampsFarAndNearAreEncodedAsByTheModel(
      DateEncoding encoding, Missing missing, GraphNames names) throws Exception {
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
            names,
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
  void anInfiniteDateAndOneThatMayNotBeMissingAreNotValid() throws Exception {
    DateColumn day = new DateColumn("d", "date", DateEncoding.DAYS, Missing.ERROR, List.of());
    DateColumn time =
        new DateColumn("t", "timestamp", DateEncoding.DAYS, Missing.INDICATOR, List.of(0.0));
    Model model = model(day, time);
    Long[][] rows = {
      {1L, 1L},
      {null, 1L}, // refused by the model too
      {1L, null},
      {(long) Integer.MAX_VALUE, 1L},
      {(long) -Integer.MAX_VALUE, 1L},
      {1L, Long.MAX_VALUE},
      {1L, -Long.MAX_VALUE}
    };

    int valid = assertSameAnswers(model, i -> rows[i % rows.length].clone());

    assertThat(valid)
        .isEqualTo(
            (int) IntStream.range(0, ROWS).filter(i -> List.of(0, 2).contains(i % 7)).count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tinyint", "smallint", "int", "bigint"})
  void integersAreInt64WhereNoneMayBeMissing(String type) throws Exception {
    Model model =
        model(
            NumberColumn.whole("one", type, 1),
            NumberColumn.whole("several", "array<%s>".formatted(type), 2),
            new NumberColumn("some", type, 1, Missing.MEAN, List.of(3.0)));
    long big = type.equals("bigint") ? (1L << 53) + 1 : 0; // a double does not hold it

    int valid =
        assertSameAnswers(
            model,
            i ->
                new Object[] {
                  new long[] {big + i % 5 - 2},
                  new long[] {i % 3, -i % 4},
                  i % 6 == 0 ? null : new double[] {i % 7}
                });

    assertThat(valid).isEqualTo(ROWS);
    try (OnnxModel plain = new OnnxModel(file(model), model.encoding());
        OnnxModel marked =
            new OnnxModel(file(model, OnnxExports.MARKED), model.encoding(), OnnxExports.MARKED)) {
      assertThat(types(plain))
          .containsExactly("INT64", "INT64", isFloat(type) ? "FLOAT" : "DOUBLE");
      assertThat(types(marked)).doesNotContain("INT64");
    }
  }

  private static boolean isFloat(String type) {
    return type.equals("tinyint") || type.equals("smallint");
  }

  private static List<String> types(OnnxModel model) throws OrtException {
    return model.session().getInputInfo().values().stream()
        .map(input -> ((TensorInfo) input.getInfo()).type.name())
        .toList();
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

  @Test
  void allKindsOfColumnsTogetherAreEncodedAsByTheModel() throws Exception {
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
}
