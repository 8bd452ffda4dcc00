package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.support.Blobs;
import org.lockstep.support.OwnProcess;
import org.lockstep.support.Reference;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;

/** Two executors with two cores each, in JVMs of their own, whose messages are at most 1 MiB. */
@Tag("spark")
@Timeout(600)
class ExecutorsTest {
  private static final String MASTER = "local-cluster[2,2,512]";

  @TempDir private static Path folder;
  private static final Map<String, List<String>> PRINTED = new LinkedHashMap<>();

  @BeforeAll
  static void train() throws Exception {
    Blobs.table(SharedSpark.session(), 600).write().parquet(folder.resolve("table").toString());
    OwnProcess.run(
            RunsOnExecutors.class, folder, OwnProcess.sparkHome(folder), MASTER, folder.toString())
        .lines()
        .map(line -> List.of(line.split(" \\| ")))
        .filter(fields -> fields.size() == 8)
        .forEach(fields -> PRINTED.put(fields.get(0) + PRINTED.size(), fields));
    assertThat(PRINTED).hasSize(15);
  }

  private static List<List<String>> printed(String name) {
    List<List<String>> found =
        PRINTED.values().stream().filter(fields -> fields.get(0).startsWith(name)).toList();
    assertThat(found).as("%s in %s", name, PRINTED).isNotEmpty();
    return found;
  }

  private static List<String> one(String name) {
    assertThat(printed(name)).hasSize(1);
    return printed(name).get(0);
  }

  /** Such as "sent 5 of 6". */
  private static long[] counts(String text) {
    String[] words = text.split(" ");
    return new long[] {Long.parseLong(words[1]), Long.parseLong(words[3])};
  }

  @Test
  void theModelIsThatOfTheReferenceTrainerForAnyTasksOfAnExecutor() {
    Runs runs = RunsOnExecutors.small(folder);

    assertThat(printed("resident"))
        .hasSize(6)
        .allSatisfy(run -> assertThat(run.get(1)).isEqualTo(Reference.digest(runs)))
        .allSatisfy(run -> assertThat(run.get(2)).isEqualTo("resident (by Spark's RPC)"));
    assertThat(one("job").get(1)).isEqualTo(Reference.digest(runs));
    assertThat(one("thirteen").get(1)).isEqualTo(Reference.digest(runs.withLanes(13)));
  }

  @Test
  void bytesGoByExecutorsNotByTheirTasksAndAreThoseThatThePlanNames() {
    long vector = counts(one("undisturbed").get(3))[1] / 2;
    for (String name : List.of("resident 4", "resident 3", "resident 1", "thirteen")) {
      for (List<String> run : printed(name)) {
        int executors = name.equals("resident 1") ? 1 : 2;
        long[] sent = counts(run.get(3));
        long[] received = counts(run.get(4));

        assertThat(sent[1]).as("%s", run).isEqualTo(executors * vector);
        assertThat(sent[0]).as("%s", run).isCloseTo(sent[1], withinPercentage(5));
        assertThat(received[0]).as("%s", run).isCloseTo(received[1], withinPercentage(5));
      }
    }
    assertThat(counts(printed("resident 4").get(0).get(4))[1]).isLessThan(2 * vector + 200);
  }

  @Test
  void aModelBeyondTheLargestMessageGoesInPieces() {
    List<String> run = one("large");

    assertThat(run.get(1)).isEqualTo(Reference.digest(RunsOnExecutors.large(folder)));
    assertThat(run.get(2)).isEqualTo("resident (by Spark's RPC)");
    long[] sent = counts(run.get(3));
    assertThat(sent[1]).isGreaterThan(2 * (1 << 20));
    assertThat(sent[0]).isCloseTo(sent[1], withinPercentage(5));
    assertThat(counts(run.get(4))[0]).isCloseTo(counts(run.get(4))[1], withinPercentage(5));
  }

  @Test
  void theShardedExchangeMovesWhatThePlanNames() {
    List<String> run = one("sharded");

    assertThat(run.get(1)).isEqualTo(one("large").get(1));
    for (int field : new int[] {4, 5}) {
      long[] counted = counts(run.get(field));
      assertThat(counted[0]).as("%s", run).isCloseTo(counted[1], withinPercentage(5));
    }
    assertThat(counts(run.get(3))[0]).as("commands alone").isLessThan(1000);
    assertThat(counts(run.get(5))[1]).isGreaterThan(2 * (1 << 20));
  }

  @Test
  void autoSaysWhatEachExchangeIsExpectedToCostAndTakesTheCheapest() {
    List<String> run = one("auto");

    assertThat(run.get(1)).isEqualTo(one("job").get(1));
    assertThat(run.get(2)).isEqualTo("resident (by Spark's RPC)");
    assertThat(run.get(7))
        .matches(
            "\\[an iteration's messages: resident \\S+ ms \\(\\S+ MB\\), sharded \\S+ ms \\(\\S+ MB,"
                + " \\S+ MB between executors\\), job \\S+ ms \\(\\S+ MB\\); an answer takes"
                + " \\S+ ms, a second moves \\S+ MB; resident is taken]");
  }

  @Test
  void coresWithoutLanesAreNamedWithTheSettingThatWouldUseThem() {
    assertThat(one("few lanes").get(7))
        .isEqualTo(
            "[the cluster runs 4 tasks at a time, but 2 lanes can use only 2; training.lanes = 4"
                + " would use all, and is another result]");
    assertThat(one("undisturbed").get(7)).isEqualTo("[]");
  }

  @Test
  void aFrozenExecutorIsNamedAndTheModelIsTheSame() {
    List<String> run = one("frozen");

    assertThat(run.get(1)).isEqualTo(one("undisturbed").get(1));
    assertThat(run.get(7)).matches("\\[executor \\d on \\S+ has not answered for 5 s]");
  }

  @Test
  void aKilledExecutorsStallIsPartOfTheExchangeAndTheStagesReturnIsTold() {
    List<String> run = one("killed");

    assertThat(run.get(1)).isEqualTo(one("undisturbed").get(1));
    assertThat(run.get(7))
        .contains("the resident stage ended: ")
        .contains("; iterations go by jobs until a new one has its 4 task slots")
        .containsPattern("the resident stage is back, after \\d+ iterations? by jobs]");
    assertThat(Double.parseDouble(run.get(6).split(" ")[1])).isLessThan(0.5);
  }
}
