package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.support.Blobs;
import org.lockstep.support.OwnProcess;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;

@Tag("spark")
@Timeout(600)
class ShardedExecutorsTest {
  private static final SparkSession SPARK = SharedSpark.session();

  @TempDir private Path folder;

  @Test
  void onExecutorsWithASecretOneOfThemKilledTheModelHasTheSameBits() throws Exception {
    String table = folder.resolve("table").toString();
    Blobs.table(SPARK, 400).write().parquet(table);
    List<String> expected = new ArrayList<>();
    for (Runs runs : ShardedExecutors.runs(table)) {
      String output = folder.resolve("expected-" + expected.size()).toString();
      String digest =
          new Trainer(SPARK, runs.withExchange(ExchangeKind.JOB).to(output))
              .train()
              .model()
              .digest();
      ShardedExecutors.PARTITIONS.forEach(partitions -> expected.add("sharded " + digest));
    }
    expected.add(expected.get(expected.size() - 1));

    List<String> printed =
        OwnProcess.run(
                ShardedExecutors.class, folder, OwnProcess.sparkHome(folder), folder.toString())
            .lines()
            .toList();

    assertThat(printed).filteredOn(line -> line.startsWith("sharded")).isEqualTo(expected);
    assertThat(printed)
        .filteredOn(line -> line.startsWith("notice the resident stage ended"))
        .hasSizeBetween(1, 2); // again, if a new stage begins before the executor is replaced
  }
}
