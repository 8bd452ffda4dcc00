package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.CLASSIFICATION;
import static org.lockstep.jobs.Workbench.good;
import static org.lockstep.jobs.Workbench.with;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("spark")
class BadConfigurationTest {
  private final Workbench bench;

  BadConfigurationTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.batch-size = 0 | batch",
        "training.epochs = 0 | epoch",
        "training.optimizer.learning-rate = -0.1 | learning|rate",
        "training.optimizer { learning-rate = 0,1 } | learning|rate && 0,1",
        "network.hidden = [16, -2] | hidden|layer && -2",
        "training.optimizer.type = adm | adm && sgd",
        "training.optimizer = adm | adm && type",
        "training.learnig_rate = 0.1 | learnig_rate && learning[_-]rate",
        "data.validation = 1.5 | validation|fraction && 1\\.5",
        "data.label = [score | run\\.conf",
      })
  void anInvalidSettingsFileIsOneLineWithItsLocationAndNothingIsWritten(
      String line, String patterns) throws IOException {
    Path file = bench.path("run.conf");
    Files.writeString(
        file,
        """
        data { train = "%s", label = score, features = [age, dose] }
        training { task = regression, epochs = 1 }
        output = "%s"
        """
                .formatted(bench.write("good.parquet", good()), bench.path("model"))
            + line);
    Map<String, String> before = bench.listing();

    Run run = Run.lockstep("train", file.toString());

    run.isOneLineThatNames(List.of(patterns.split(" && ")));
    run.isOneLineThatNames(List.of("run\\.conf:4"));
    assertThat(bench.listing()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"standard, 1e6", "none, 1e6", "none, 1e30"})
  void aRunThatDivergesStopsAndWritesNoModel(String scaling, String learningRate) {
    Path table = bench.write("good.parquet", good());
    bench.train(table).json();
    Map<String, String> before = bench.listing();

    Run run =
        bench.train(
            table,
            "overwrite=true",
            "data.scaling=" + scaling,
            "training.epochs=1000",
            "training.optimizer.learning-rate=" + learningRate);

    run.isMistakeThatNames(
        List.of("NaN|diverg|finite|infin", "iteration \\d+", "lower learning rate"));
    assertThat(run.err().lines()).hasSizeLessThan(100);
    assertThat(bench.listing()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"1", "3", "199", "200", "1000"})
  void everyBatchSizeTrains(String batchSize) {
    Path table = bench.write("good.parquet", good());

    bench.isGood(
        bench.train(
            table,
            "training.batch-size=" + batchSize,
            "training.epochs=1",
            "training.optimizer.learning-rate=0.01"),
        table);
  }

  @Test
  void moreLanesThanRowsAreAllowed() {
    Path table = bench.write("good.parquet", good().where("row < 5"));

    bench.isGood(
        bench.train(
            table,
            with(CLASSIFICATION, "data.classes=3", "training.lanes=16", "training.partitions=7")),
        table);
  }

  @Test
  void aNetworkTooLargeForTheMemoryIsAUserError() {
    Path table = bench.write("good.parquet", good());
    Map<String, String> before = bench.listing();

    Run run = bench.train(table, "network.hidden=[100000, 100000]");

    run.isOneLineThatNames(List.of("parameters"));
    assertThat(bench.listing()).isEqualTo(before);
  }
}
