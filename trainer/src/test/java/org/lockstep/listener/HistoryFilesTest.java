package org.lockstep.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lockstep.encoding.Task;
import org.lockstep.metric.Sums;
import org.lockstep.model.Metrics;
import org.lockstep.support.Figures;

class HistoryFilesTest extends HistoryFolder {
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
  void theCsvHasTheValuesOfTheJsonLines(Task task) throws IOException {
    Metrics metrics = Figures.allOf(task, new Sums.Output(0.125, Double.NaN, 1e-7, Figures.ERRORS));
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
  void aRowIsReadAsItWasWritten() {
    HistoryRow number = row(9, 0.1, 1 / 3.0, Figures.ofNumbers(1e-300, 1L << 40, 2.5, Double.NaN));

    write(0, within(2), end(5), row(7, Double.NaN, null, null), number);

    assertThat(read()).containsExactly(within(2), end(5), row(7, Double.NaN, null, null), number);
  }

  @Test
  void nanAndInfinityAreNullInJson() throws IOException {
    write(0, row(2, Double.NaN, Double.NEGATIVE_INFINITY, null));

    assertThat(Files.readString(lines))
        .contains("\"loss\":null", "\"epoch-loss\":null")
        .doesNotContain("NaN", "Infinity", "validation\"");
    assertThat(read()).containsExactly(row(2, Double.NaN, Double.NaN, null));
  }

  @Test
  void aFinishedEpochCanBeReadDuringTheRun() throws IOException {
    HistoryFiles files = begin(0);
    assertThat(read()).isEmpty();

    files.add(within(2));
    files.add(end(5));

    assertThat(read()).containsExactly(within(2), end(5));
    assertThat(cells(table)).hasSize(2);
  }

  @Test
  void aTruncatedLineIsIgnoredAndRemovedOnResume() throws IOException {
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
  void rowsAfterTheCheckpointAreDroppedOnResume() throws IOException {
    write(0, within(2), within(4), end(5), within(6));

    write(4, end(5), within(6), within(8));

    assertThat(read()).extracting(HistoryRow::iteration).containsExactly(2L, 4L, 5L, 6L, 8L);
    assertThat(cells(table))
        .extracting(row -> row.get("iteration"))
        .containsExactly("2", "4", "5", "6", "8");
    assertThat(Files.readString(lines).lines()).hasSize(5);
  }

  @Test
  void aRunWithoutACheckpointStartsWithAnEmptyHistory() throws IOException {
    Files.writeString(lines, "no history\n");

    write(0, within(2));

    assertThat(read()).containsExactly(within(2));
  }

  @Test
  void theSecondsSoFarAreThoseOfTheLastRow() {
    assertThat(HistoryFiles.elapsed(LOCAL, output.toString())).isZero();

    write(0, within(2), end(5));

    assertThat(HistoryFiles.elapsed(LOCAL, output.toString())).isEqualTo(2.5);
  }

  @Test
  void aRunThatFailsBeforeItsStartWritesNoHistory() {
    assertThatCode(() -> new HistoryFiles(LOCAL, Task.REGRESSION).end()).doesNotThrowAnyException();
  }

  @Test
  void aHistoryOfFormatOneIsReadAndWrittenToTheSameBytes() throws IOException {
    try (InputStream example = getClass().getResourceAsStream("/history/metrics-1.jsonl")) {
      Files.copy(example, lines);
    }

    List<HistoryRow> rows = read();
    assertThat(rows)
        .containsExactly(
            new HistoryRow(
                new HistoryRow.Position(10, 1, 10),
                new HistoryRow.Training(1.25, 0.1, 0.5),
                2.5,
                new PhaseSeconds(new PhaseSeconds.Exchange(0.125, 1, 0.25, 0.0625), 0.5, 0, 0.5625),
                null,
                null),
            new HistoryRow(
                new HistoryRow.Position(14, 1, 4),
                new HistoryRow.Training(0.75, 0.05, Double.NaN),
                4,
                new PhaseSeconds(
                    new PhaseSeconds.Exchange(0.125, 0.5, 0.125, 0.0625), 0.25, 0.375, 0.0625),
                1.125,
                Figures.ofNumbers(0.875, 20, 3.5, Double.NaN)));
    String written = Files.readString(lines);
    write(0, rows.toArray(HistoryRow[]::new));
    assertThat(Files.readString(lines)).isEqualTo(written);
  }
}
