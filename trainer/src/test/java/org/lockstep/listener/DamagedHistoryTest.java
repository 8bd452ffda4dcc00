package org.lockstep.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;
import org.lockstep.encoding.Task;
import org.lockstep.support.ObjectStore;

/** Histories that are damaged, or cannot be written. */
class DamagedHistoryTest extends HistoryFolder {
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
  void anInvalidLineIsAnErrorThatNamesItAndTheFileIsKept(String line) throws IOException {
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

  /** A text of a row, and its replacement in a history edited by hand. */
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
          "loss":0.5          | "loss":0.5,"more":1
          "compute":0.2       | "compute":0.2,"more":1
          "seconds":{         | "more":{
          "seconds":{         | "seconds":null,"more":{
          "compute":0.2       | "compute":{}
          "compute":0.2,      |
          """)
  void anImpossibleRowIsAnErrorThatNamesIt(String written, @Nullable String forged)
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
  void aHistoryThatIsNotARegularFileIsNotOpened(String maker) throws Exception {
    write(0, within(2));
    Files.delete(lines);
    assertThat(new ProcessBuilder(maker, lines.toString()).start().waitFor()).isZero();

    assertThatThrownBy(this::read)
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("the history cannot be read: it is ")
        .hasMessageContaining("metrics.jsonl");
  }

  @Test
  void anEndlessLineIsNotReadIntoMemory() throws IOException {
    Files.write(lines, new byte[1 << 20]);

    assertThatThrownBy(this::read)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("longer than a row can be");
  }

  @Test
  void filesThatCannotBeAppendedToAreRewritten() throws IOException {
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
  void rowsAreBufferedWhileTheDiskIsFull() throws IOException {
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
  void tooManyBufferedRowsAreAnError() {
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

  /** Changes by another process to a file that this one keeps writing. */
  @ParameterizedTest
  @ValueSource(strings = {"cut off", "emptied", "written anew", "taken away"})
  void aFileChangedByAnotherProcessIsNotOverwritten(String change) throws IOException {
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
