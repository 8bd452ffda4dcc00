package org.lockstep.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.encoding.Task;
import org.lockstep.model.Metrics;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.support.Figures;
import org.lockstep.training.Placement;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.exchange.ExchangeChoice;
import org.lockstep.training.exchange.Traffic;

/** The files of a history in a folder of their own, and rows to write into them. */
abstract class HistoryFolder {
  static final Configuration LOCAL = new Configuration();

  @TempDir Path folder;
  Path output;
  Path lines;
  Path table;

  @BeforeEach
  void nameTheFiles() throws IOException {
    output = Files.createDirectory(folder.resolve("run"));
    lines = output.resolve("metrics.jsonl");
    table = output.resolve("metrics.csv");
  }

  static TrainingPlan plan(String output, long iterationsDone) {
    Topology topology =
        new Topology(List.of(2, 3), List.of(Activation.SOFTMAX), new Loss.CrossEntropy(0));
    return new TrainingPlan(
        new TrainingPlan.Output(output, 0),
        topology,
        new TrainingPlan.Examples(100, 20),
        new Placement(4, 2, new ExchangeChoice(ExchangeKind.JOB, "as set"), Traffic.NONE),
        new TrainingPlan.Length(3, 5, iterationsDone),
        List.of());
  }

  static HistoryRow row(
      long iteration, double loss, @Nullable Double epochLoss, @Nullable Metrics validation) {
    return new HistoryRow(
        new HistoryRow.Position(iteration, (int) (iteration + 4) / 5, 2),
        new HistoryRow.Training(loss, 1e-3, 1 / 3.0),
        iteration * 0.5,
        new PhaseSeconds(new PhaseSeconds.Exchange(0.1, 0.2, 0.3, 0.4), 0.5, 0.6, 1e-9),
        epochLoss,
        validation);
  }

  /** The last row of an epoch. */
  static HistoryRow end(long iteration) {
    return row(iteration, 0.5, 0.75, Figures.ofClasses(0.25, 20, 0.85));
  }

  static HistoryRow within(long iteration) {
    return row(iteration, 0.5, null, null);
  }

  HistoryFiles begin(long iterationsDone) {
    HistoryFiles files = new HistoryFiles(LOCAL, Task.CLASSIFICATION);
    files.begin(plan(output.toString(), iterationsDone));
    return files;
  }

  void write(long iterationsDone, HistoryRow... rows) {
    HistoryFiles files = begin(iterationsDone);
    for (HistoryRow row : rows) {
      files.add(row);
    }
    files.end();
  }

  List<HistoryRow> read() {
    return HistoryFiles.read(LOCAL, output.toString());
  }

  static List<Map<String, String>> cells(Path table) throws IOException {
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
}
