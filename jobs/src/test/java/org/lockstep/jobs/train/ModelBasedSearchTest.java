package org.lockstep.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.jobs.Run;
import org.lockstep.jobs.SharedSpark;
import org.lockstep.jobs.Workbench;
import org.lockstep.jobs.tune.SearchFolder;
import org.lockstep.jobs.tune.TrialLog;
import org.lockstep.jobs.tune.TrialSearch;
import org.lockstep.jobs.tune.TuneSettings;
import org.lockstep.training.RunStoppedException;

/** Searches by tpe, with trials side by side, and with pruning, of a real table. */
@Tag("spark")
class ModelBasedSearchTest {
  private static final String RATE =
      "tune.space.training.optimizer.learning-rate={ min = 1e-4, max = 0.3, scale = log }";
  private static final List<String> TPE =
      List.of("tune.search=tpe", "tune.trials=16", "training.epochs=2", RATE);

  @TempDir private static Path folder;
  private static Workbench bench;
  private static Path table;

  @BeforeAll
  static void writeTable() {
    bench = new Workbench(folder);
    table = bench.write("good.parquet", Workbench.good());
  }

  @AfterAll
  static void nothingRemainsCachedInTheSession() {
    assertThat(SharedSpark.session().sparkContext().getPersistentRDDs().isEmpty()).isTrue();
  }

  private static List<String> settings(String output, List<String> some, String... more) {
    List<String> all = new ArrayList<>(List.of("data.train=" + table, "data.validation=0.25"));
    all.add("output=" + folder.resolve(output));
    all.addAll(some);
    all.addAll(List.of(more));
    return all;
  }

  private static Run tune(String output, List<String> some, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("tune", bench.settings().toString(), "--json"));
    settings(output, some, more).forEach(each -> arguments.addAll(List.of("--set", each)));
    return Run.lockstep(arguments.toArray(String[]::new));
  }

  /** The digest of each trial, by number. */
  private static Map<Integer, String> digests(JsonNode search) {
    Map<Integer, String> digests = new TreeMap<>();
    search
        .get("trials")
        .forEach(trial -> digests.put(trial.get("trial").asInt(), trial.get("digest").asText()));
    return digests;
  }

  private static double best(JsonNode search) {
    return search.get("trials").get(0).at("/validation/loss").asDouble();
  }

  @Test
  void tpeIsAsGoodAsRandomAndGoesOnAfterAKillWithTheSameTrials() throws IOException {
    JsonNode whole = tune("tpe", TPE).json();
    JsonNode random = tune("random", TPE, "tune.search=random").json();

    assertThat(digests(whole)).hasSize(16);
    assertThat(whole.get("search").asText()).isEqualTo("tpe");
    for (int startup = 1; startup <= 10; startup++) {
      assertThat(digests(whole).get(startup)).isEqualTo(digests(random).get(startup));
    }
    assertThat(digests(whole).get(11)).isNotEqualTo(digests(random).get(11));
    assertThat(best(whole)).isLessThanOrEqualTo(best(random));

    Path killed = folder.resolve("killed");
    FileUtils.copyDirectory(folder.resolve("tpe").toFile(), killed.toFile());
    for (int lost = 12; lost <= 16; lost++) {
      FileUtils.deleteDirectory(killed.resolve("trial-0" + lost).toFile());
    }
    Files.delete(killed.resolve("tune.json"));
    Run resumed = tune("killed", TPE);

    assertThat(resumed.err().lines().filter(line -> line.matches("trial  \\d+/.*"))).hasSize(5);
    assertThat(digests(resumed.json())).isEqualTo(digests(whole));
  }

  @Test
  void trialsSideBySideHaveTheBitsOfTrialsOneAfterTheOther() {
    List<String> grid =
        List.of(
            "training.epochs=2",
            "tune.space.training.optimizer.learning-rate=[0.01,0.03,0.1,0.2,1e30]");
    JsonNode alone = tune("alone", grid).json();

    JsonNode beside = tune("beside", grid, "tune.parallel=3").json();

    assertThat(digests(beside)).isEqualTo(digests(alone));
    assertThat(beside.get("trials").get(4).get("status").asText()).isEqualTo("diverged");
  }

  @Test
  void roundsOfTpeSideBySideComeOutTheSameEachTime() {
    JsonNode first = tune("rounds-1", TPE, "tune.parallel=3", "tune.trials=14").json();
    JsonNode second =
        tune("rounds-2", TPE, "tune.parallel=3", "tune.trials=14", "training.exchange=job").json();

    assertThat(digests(second)).isEqualTo(digests(first));
  }

  @Test
  void prunedTrialsStopEarlyAndStayPruned() {
    List<String> pruned =
        List.of(
            "tune.search=random",
            "tune.trials=10",
            "training.epochs=6",
            "tune.prune=median",
            "tune.prune-min-epochs=2",
            RATE);
    Run first = tune("pruned", pruned);
    JsonNode whole = tune("unpruned", pruned, "tune.prune=none").json();

    JsonNode search = first.json();
    List<Integer> early = new ArrayList<>();
    search
        .get("trials")
        .forEach(
            trial -> {
              if (trial.get("status").asText().equals("paused")) {
                assertThat(trial.get("epochs").asInt()).isBetween(2, 5);
                early.add(trial.get("trial").asInt());
              } else {
                assertThat(trial.get("digest").asText())
                    .isEqualTo(digests(whole).get(trial.get("trial").asInt()));
              }
            });
    assertThat(early).isNotEmpty().allMatch(number -> number > 5);
    assertThat(first.err()).contains(", pruned");
    Run again = tune("pruned", pruned);
    assertThat(again.json()).isEqualTo(search);
    assertThat(again.err()).doesNotContainPattern("trial  \\d+/");
    assertThat(best(search)).isEqualTo(best(whole));
  }

  @Test
  void aStopStopsAllTrialsOfTheRound() {
    TuneSettings settings =
        TuneSettings.read(bench.settings().toString(), settings("stopped", TPE, "tune.parallel=2"));
    SearchFolder search =
        SearchFolder.open(SharedSpark.session().sparkContext().hadoopConfiguration(), settings);
    TrialSearch running =
        new TrialSearch(
            SharedSpark.session(),
            settings,
            search,
            new TrialLog(new PrintWriter(new StringWriter()), settings.count()));

    running.requestStop();

    assertThatThrownBy(running::run).isInstanceOf(RunStoppedException.class);
    assertThat(folder.resolve("stopped/trial-003")).doesNotExist();
  }

  @Test
  void anErrorInTheDataIsOneLineWithTrialsSideBySideToo() {
    tune("wrong", TPE, "tune.parallel=3", "data.label=scroe")
        .isMistakeThatNames(List.of("column scroe does not exist"));
    assertThat(folder.resolve("wrong/trial-001")).doesNotExist();
  }
}
