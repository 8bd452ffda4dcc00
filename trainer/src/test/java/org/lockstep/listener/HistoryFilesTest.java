package org.lockstep.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;
import org.lockstep.encoding.Task;
import org.lockstep.model.Metrics;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.support.ObjectStore;
import org.lockstep.training.Placement;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.exchange.ExchangeChoice;

class HistoryFilesTest {
  private static final Configuration LOCAL = new Configuration();

  @TempDir private Path folder;
  private Path output;
  private Path lines;
  private Path table;

  @BeforeEach
  void nameTheFiles() throws IOException {
    output = Files.createDirectory(folder.resolve("run"));
    lines = output.resolve("metrics.jsonl");
    table = output.resolve("metrics.csv");
  }

  private static TrainingPlan plan(String output, long iterationsDone) {
    Topology topology =
        new Topology(List.of(2, 3), List.of(Activation.SOFTMAX), new Loss.CrossEntropy(0));
    return new TrainingPlan(
        new TrainingPlan.Output(output, 0),
        topology,
        new TrainingPlan.Examples(100, 20),
        new Placement(4, 2, new ExchangeChoice(ExchangeKind.JOB, "as set")),
        new TrainingPlan.Length(3, 5, iterationsDone),
        List.of());
  }

  private static HistoryRow row(
      long iteration, double loss, @Nullable Double epochLoss, @Nullable Metrics validation) {
    return new HistoryRow(
        iteration,
        (int) (iteration + 4) / 5,
        2,
        loss,
        1e-3,
        1 / 3.0,
        iteration * 0.5,
        new PhaseSeconds(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 1e-9),
        epochLoss,
        validation);
  }

  /** The last row of an epoch. */
  private static HistoryRow end(long iteration) {
    return row(iteration, 0.5, 0.75, new Metrics.Classification(0.25, 20, 0.85));
  }

  private static HistoryRow within(long iteration) {
    return row(iteration, 0.5, null, null);
  }

  private HistoryFiles begin(long iterationsDone) {
    HistoryFiles files = new HistoryFiles(LOCAL, Task.CLASSIFICATION);
    files.begin(plan(output.toString(), iterationsDone));
    return files;
  }

  private void write(long iterationsDone, HistoryRow... rows) {
    HistoryFiles files = begin(iterationsDone);
    for (HistoryRow row : rows) {
      files.add(row);
    }
    files.end();
  }

  private List<HistoryRow> read() {
    return HistoryFiles.read(LOCAL, output.toString());
  }

  private static List<Map<String, String>> cells(Path table) throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    List<String> all = Files.readAllLines(table);
    String[] names = all.get(0).split(",");
    for (String line : all.subList(1, all.size())) {
      String[] values = line.split(",", -1);
      assertThat(values).as(line).hasSameSizeAs(names);
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < names.length; i++) {
        row.put(names[i], values[i]);
      }
      rows.add(row);
    }
    return rows;
  }

  private static void flatten(String prefix, JsonNode object, Map<String, String> into) {
    object
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isObject()) {
                flatten(prefix + field.getKey() + ".", field.getValue(), into);
              } else {
                into.put(
                    prefix + field.getKey(),
                    field.getValue().isNull() ? "" : field.getValue().asText());
              }
            });
  }

  @ParameterizedTest
  @EnumSource
  void theTableSaysWhatTheLinesSay(Task task) throws IOException {
    Metrics metrics =
        task == Task.CLASSIFICATION
            ? new Metrics.Classification(0.25, 20, 0.85)
            : new Metrics.Regression(0.25, 20, 1e-7, Double.NaN);
    HistoryFiles files = new HistoryFiles(LOCAL, task);
    files.begin(plan(output.toString(), 0));
    files.add(within(2));
    files.add(row(4, Double.POSITIVE_INFINITY, null, null));
    files.add(row(5, 0.5, Double.NaN, metrics));
    files.end();

    List<Map<String, String>> expected = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (String line : Files.readAllLines(lines)) {
      Map<String, String> row = new LinkedHashMap<>();
      flatten("", new ObjectMapper().readTree(line), row);
      assertThat(row.remove("format-version")).isEqualTo("1");
      row.remove("validation.task");
      names.addAll(row.keySet());
      expected.add(row);
    }
    expected.forEach(row -> names.forEach(name -> row.putIfAbsent(name, "")));

    assertThat(cells(table)).hasSize(3).isEqualTo(expected);
    assertThat(cells(table).get(0).keySet()).containsExactlyElementsOf(names);
  }

  @Test
  void aRowComesBackAsItWas() {
    HistoryRow number =
        row(9, 0.1, 1 / 3.0, new Metrics.Regression(1e-300, 1L << 40, 2.5, Double.NaN));

    write(0, within(2), end(5), row(7, Double.NaN, null, null), number);

    assertThat(read()).containsExactly(within(2), end(5), row(7, Double.NaN, null, null), number);
  }

  @Test
  void whatJsonHasNoWordForIsNull() throws IOException {
    write(0, row(2, Double.NaN, Double.NEGATIVE_INFINITY, null));

    assertThat(Files.readString(lines))
        .contains("\"loss\":null", "\"epoch-loss\":null")
        .doesNotContain("NaN", "Infinity", "validation\"");
    assertThat(read()).containsExactly(row(2, Double.NaN, Double.NaN, null));
  }

  @Test
  void anEpochThatIsOverCanBeReadWhileTheRunGoesOn() throws IOException {
    HistoryFiles files = begin(0);
    assertThat(read()).isEmpty();

    files.add(within(2));
    files.add(end(5));

    assertThat(read()).containsExactly(within(2), end(5));
    assertThat(cells(table)).hasSize(2);
  }

  @Test
  void aLineThatWasCutOffIsNoRowAndIsGoneWhenTheRunGoesOn() throws IOException {
    write(0, within(2), within(4));
    for (Path file : List.of(lines, table)) {
      Files.writeString(file, "{\"format-version\":1,\"iter", StandardOpenOption.APPEND);
    }

    assertThat(read()).containsExactly(within(2), within(4));
    write(4, end(5));

    assertThat(read()).containsExactly(within(2), within(4), end(5));
    assertThat(cells(table)).extracting(row -> row.get("iteration")).containsExactly("2", "4", "5");
  }

  @Test
  void rowsAfterTheCheckpointAreDroppedForThoseThatComeAgain() throws IOException {
    write(0, within(2), within(4), end(5), within(6));

    write(4, end(5), within(6), within(8));

    assertThat(read()).extracting(HistoryRow::iteration).containsExactly(2L, 4L, 5L, 6L, 8L);
    assertThat(cells(table))
        .extracting(row -> row.get("iteration"))
        .containsExactly("2", "4", "5", "6", "8");
    assertThat(Files.readString(lines).lines()).hasSize(5);
  }

  @Test
  void aRunWithoutACheckpointBeginsWithAnEmptyHistoryWhateverWasThere() throws IOException {
    Files.writeString(lines, "no history\n");

    write(0, within(2));

    assertThat(read()).containsExactly(within(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no history",
        "[]",
        "{}",
        "{\"format-version\":2,\"iteration\":1}",
        "{\"format-version\":1,\"iteration\":1}",
        "",
        "null",
        "17",
        "\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000",
        "{\"format-version\":1}{\"format-version\":1}",
        "{\"format-version\":1e9999}",
      })
  void aLineThatIsNoRowIsNamedAndNothingIsLost(String line) throws IOException {
    write(0, within(2), within(4));
    List<String> all = new ArrayList<>(Files.readAllLines(lines));
    all.add(1, line);
    Files.write(lines, all);

    assertThatThrownBy(this::read)
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("line 2 is no row of a history: ")
        .hasMessageContaining("metrics.jsonl")
        .hasMessageEndingWith(
            "; take that line out, or read it with the version of Lockstep that wrote it");
    assertThatThrownBy(() -> begin(4)).isInstanceOf(UserException.class);
    assertThat(Files.readAllLines(lines)).isEqualTo(all);
    try (Stream<Path> files = Files.list(output)) {
      assertThat(files).containsExactlyInAnyOrder(lines, table);
    }
  }

  /** What a row says, and what it would say in a history that somebody has written by hand. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "iteration":2       | "iteration":-2
          "iteration":2       | "iteration":0
          "iteration":2       | "iteration":2.5
          "iteration":2       | "iteration":"2"
          "iteration":2       | "iteration":null
          "iteration":2       | "iteration":99999999999999999999
          "iteration":2       | "iteration":2,"iterations":-1
          "iterations":2      | "iterations":0
          "epoch":1           | "epoch":0
          "epoch":1           | "epoch":3000000000
          "loss":0.5          | "loss":"low"
          "loss":0.5          | "loss":[0.5]
          "seconds":{         | "more":{
          "seconds":{         | "seconds":null,"more":{
          "compute":0.2       | "compute":{}
          "compute":0.2,      |
          """)
  void aRowThatNoRunCouldHaveWrittenIsNamed(String written, @Nullable String forged)
      throws IOException {
    write(0, within(2));
    String row = Files.readString(lines);
    assertThat(row).contains(written);
    Files.writeString(lines, row.replace(written, forged == null ? "" : forged));

    assertThatThrownBy(this::read)
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("line 1 is no row of a history: ")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500).doesNotContain("org."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mkfifo", "mkdir"})
  void aHistoryThatIsNoFileIsNotOpened(String maker) throws Exception {
    write(0, within(2));
    Files.delete(lines);
    assertThat(new ProcessBuilder(maker, lines.toString()).start().waitFor()).isZero();

    assertThatThrownBy(this::read)
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("the history cannot be read: it is ")
        .hasMessageContaining("metrics.jsonl");
  }

  @Test
  void aLineWithoutAnEndTakesNoMemory() throws IOException {
    Files.write(lines, new byte[1 << 20]);

    assertThatThrownBy(this::read)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("longer than a row can be");
  }

  @Test
  void theSecondsSoFarAreThoseOfTheLastRow() {
    assertThat(HistoryFiles.elapsed(LOCAL, output.toString())).isZero();

    write(0, within(2), end(5));

    assertThat(HistoryFiles.elapsed(LOCAL, output.toString())).isEqualTo(2.5);
  }

  @Test
  void aRunThatHasNotBegunEndsWithoutFiles() {
    assertThatCode(() -> new HistoryFiles(LOCAL, Task.REGRESSION).end()).doesNotThrowAnyException();
  }

  @Test
  void aHistoryOfFormatOneIsRead() throws IOException {
    try (InputStream example = getClass().getResourceAsStream("/history/metrics-1.jsonl")) {
      Files.copy(example, lines);
    }

    assertThat(read())
        .containsExactly(
            new HistoryRow(
                10,
                1,
                10,
                1.25,
                0.1,
                0.5,
                2.5,
                new PhaseSeconds(0.125, 1, 0.25, 0.0625, 0.5, 0, 0.5625),
                null,
                null),
            new HistoryRow(
                14,
                1,
                4,
                0.75,
                0.05,
                Double.NaN,
                4,
                new PhaseSeconds(0.125, 0.5, 0.125, 0.0625, 0.25, 0.375, 0.0625),
                1.125,
                new Metrics.Regression(0.875, 20, 3.5, Double.NaN)));
  }

  @Test
  void filesThatCannotBeAddedToAreWrittenAnew() throws IOException {
    Configuration hadoop = ObjectStore.configuration();
    HistoryFiles files = new HistoryFiles(hadoop, Task.CLASSIFICATION);
    files.begin(plan("store://" + output, 0));

    files.add(end(5));
    files.add(end(10));

    assertThat(HistoryFiles.read(hadoop, "store://" + output)).containsExactly(end(5), end(10));
    assertThat(read()).containsExactly(end(5), end(10));
    assertThat(cells(table)).hasSize(2);
  }

  @Test
  void rowsWaitAsLongAsThereIsNoRoom() throws IOException {
    Configuration hadoop = ObjectStore.configuration();
    HistoryFiles files = new HistoryFiles(hadoop, Task.CLASSIFICATION);
    files.begin(plan("store://" + output, 0));
    files.add(end(5));

    ObjectStore.setFull(true);
    files.add(end(10));
    assertThat(read()).containsExactly(end(5));
    assertThatThrownBy(files::end)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("no room");
    ObjectStore.setFull(false);
    files.end();

    assertThat(read()).containsExactly(end(5), end(10));
    assertThat(cells(table)).hasSize(2);
  }

  @Test
  void moreRowsThanMayWaitAreAnError() {
    Configuration hadoop = ObjectStore.configuration();
    HistoryFiles files = new HistoryFiles(hadoop, Task.CLASSIFICATION);
    files.begin(plan("store://" + output, 0));
    ObjectStore.setFull(true);

    assertThatThrownBy(
            () -> {
              for (int i = 1; i < 20_000; i++) {
                files.add(end(5L * i));
              }
            })
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContainingAll("cannot write the history of", "no room");
  }

  /** What another process may do to a file that this one goes on writing to. */
  @ParameterizedTest
  @ValueSource(strings = {"cut off", "emptied", "written anew", "taken away"})
  void aFileThatSomebodyElseHasChangedIsLeftAlone(String change) throws IOException {
    HistoryFiles files = begin(0);
    files.add(end(5));
    files.add(end(10));
    String other =
        switch (change) {
          case "cut off" -> Files.readString(lines).substring(0, 100);
          case "written anew" -> Files.readString(lines).repeat(3);
          default -> "";
        };
    if (change.equals("written anew")) {
      Path beside = Files.writeString(folder.resolve("beside"), other);
      Files.move(beside, lines, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.writeString(lines, other);
    }
    if (change.equals("taken away")) {
      Files.delete(lines);
    }

    files.add(end(15));
    assertThatThrownBy(files::end)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("metrics.jsonl");

    if (change.equals("taken away")) {
      assertThat(lines).doesNotExist();
    } else {
      assertThat(lines).hasContent(other);
    }
  }
}
