package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.support.OwnProcess;
import org.lockstep.support.Reference;
import org.lockstep.support.Runs;
import org.lockstep.support.Tables;

@Tag("spark")
@Timeout(600)
class SparseOnExecutorsTest {
  @TempDir private Path folder;

  @Test
  void sparseVectorsGiveTheBitsOfTheReferenceTrainerByEveryExchangeAndWithoutAnExecutor()
      throws Exception {
    Tables.write(folder.resolve("texts"), SparseTexts.SCHEMA, SparseTexts.rows(240), 5);
    Tables.write(
        folder.resolve("wide"),
        SparseTexts.SCHEMA,
        SparseTexts.rows(130, SparseOnExecutors.WIDE),
        3);

    List<String> printed =
        OwnProcess.run(
                SparseOnExecutors.class, folder, OwnProcess.sparkHome(folder), folder.toString())
            .lines()
            .toList();

    Map<String, Runs> runs = SparseOnExecutors.runs(folder);
    runs.forEach(
        (name, run) -> {
          String digest = " " + Reference.digest(run);
          assertThat(printed)
              .filteredOn(line -> line.startsWith(name))
              .hasSize(3)
              .allSatisfy(line -> assertThat(line).endsWith(digest))
              .extracting(line -> line.replace(digest, ""))
              .containsExactly(name + " resident", name + " sharded", name + " job");
        });
    assertThat(printed)
        .anyMatch(line -> line.startsWith("notice the resident stage ended"))
        .contains("driver resident " + Reference.digest(runs.get("sgd")))
        .contains("struck resident " + Reference.digest(runs.get("sgd")));
  }
}
