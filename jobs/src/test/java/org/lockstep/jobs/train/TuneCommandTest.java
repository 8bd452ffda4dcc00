package org.lockstep.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.commons.io.FileUtils;
import org.apache.commons.lang3.StringUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

/** The command tune, from the settings to the table of results. */
@Tag("spark")
class TuneCommandTest {
  private static final String RATES = "training.optimizer.learning-rate=[0.001,0.3,0.05,0.1]";

  /** A schedule whose learning rates depend on the number of epochs. */
  private static final List<String> COSINE =
      List.of(
          "training.schedule.type=cosine",
          "training.epochs=6",
          "tune.halving.min-epochs=1",
          "tune.halving.factor=2");

  private final Workbench bench;
  private Path table;

  TuneCommandTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  @BeforeEach
  void writeTable() {
    table = bench.write("good.parquet", Workbench.good());
  }

  @AfterEach
  void nothingRemainsCachedInTheSession() {
    assertThat(SharedSpark.session().sparkContext().getPersistentRDDs().isEmpty()).isTrue();
  }

  private String output() {
    return bench.path("search").toString();
  }

  private List<String> arguments(List<String> tried, List<String> settings) {
    List<String> arguments = new ArrayList<>(List.of(bench.settings().toString()));
    tried.forEach(dimension -> arguments.addAll(List.of("--try", dimension)));
    List<String> all =
        new ArrayList<>(
            List.of("data.train=" + table, "data.validation=0.25", "training.epochs=2"));
    all.add("output=" + output());
    all.addAll(settings);
    all.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return arguments;
  }

  private Run tune(List<String> tried, List<String> settings, String... more) {
    List<String> arguments = arguments(tried, settings);
    arguments.add(0, "tune");
    arguments.addAll(List.of(more));
    return Run.lockstep(arguments.toArray(String[]::new));
  }

  /** The digest of a run with the settings of a trial, trained without a search. */
  private String alone(List<String> settings) {
    List<String> arguments = arguments(List.of(), settings);
    arguments.add(0, "train");
    arguments.addAll(List.of("--set", "output=" + bench.path("alone-" + System.nanoTime())));
    arguments.add("--json");
    return Run.lockstep(arguments.toArray(String[]::new)).json().get("digest").asText();
  }

  private JsonNode written() throws IOException {
    return new ObjectMapper().readTree(Path.of(output(), "tune.json").toFile());
  }

  /** The output of each trial, by number. */
  private static Map<Integer, JsonNode> trials(JsonNode search) {
    Map<Integer, JsonNode> trials = new TreeMap<>();
    search.get("trials").forEach(trial -> trials.put(trial.get("trial").asInt(), trial));
    return trials;
  }

  private static List<String> fields(JsonNode search, String field) {
    return StreamSupport.stream(search.get("trials").spliterator(), false)
        .map(trial -> trial.get(field).asText())
        .toList();
  }

  /** The numbers of the trained trials, in the order of training. */
  private static List<String> trained(Run run) {
    return run.err()
        .lines()
        .filter(line -> line.matches("trial  \\d+/.*"))
        .map(line -> line.substring(7, line.indexOf('/')))
        .toList();
  }

  @Test
  void everyCombinationIsARunOfItsOwnAndTheBestIsNamed() throws IOException {
    Run run =
        tune(
            List.of("training.optimizer.learning-rate=[0.001,0.1]", "network.hidden=[[4],[8,4]]"),
            List.of("tune.metric=rmse"));

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(trained(run)).containsExactly("1", "2", "3", "4");
    JsonNode search = written();
    double first = trials(search).get(1).at("/validation/rmse").asDouble();
    assertThat(run.err()).contains("ranked  1/4  validation rmse %.4f, epochs ".formatted(first));
    List<String> order = fields(search, "trial");
    List<Double> figures =
        StreamSupport.stream(search.get("trials").spliterator(), false)
            .map(trial -> trial.get("validation").get("rmse").asDouble())
            .toList();
    assertThat(figures).isSorted().doesNotHaveDuplicates();
    assertThat(run.out().lines().findFirst())
        .hasValue("trial  hidden  learning-rate  epochs    rmse  digest");
    assertThat(
            run.out()
                .lines()
                .skip(1)
                .limit(4)
                .map(line -> StringUtils.substringBefore(line.strip(), " ")))
        .isEqualTo(order);
    String best = output() + "/trial-00" + order.get(0);
    assertThat(search.get("best").asText()).isEqualTo(best);
    assertThat(run.out())
        .containsPattern("best  trial %s, validation loss .* rmse .* r2".formatted(order.get(0)))
        .contains("model  " + best)
        .contains("predict  lockstep predict %s DATA --output DIR".formatted(best))
        .endsWith("compare  lockstep report %s/trial-*%n".formatted(output()));
    assertThat(Run.lockstep("evaluate", best, table.toString()).status()).isZero();
    assertThat(Run.lockstep("verify", best).out()).startsWith("verified  2 digests");
  }

  @Test
  void aTrialEqualsATrainingWithItsSettings() {
    JsonNode search =
        tune(List.of("training.batch-size=[16,50]", "network.hidden=[[4]]"), List.of(), "--json")
            .json();

    assertThat(fields(search, "status")).containsOnly("finished");
    assertThat(trials(search).get(1).get("settings").toString())
        .isEqualTo("{\"network.hidden\":[4],\"training.batch-size\":16}");
    assertThat(trials(search).get(1).get("digest").asText())
        .isEqualTo(alone(List.of("training.batch-size=16", "network.hidden=[4]")));
    assertThat(trials(search).get(2).get("digest").asText())
        .isEqualTo(alone(List.of("training.batch-size=50", "network.hidden=[4]")));
  }

  @Test
  void theDataArePreparedOnceForAllTrialsOfTheSameLanes() {
    Run same =
        tune(
            List.of("training.batch-size=[16,50,200]", "network.dropout=[0,0.1]"),
            List.of("training.lanes=3"));
    Run different =
        tune(
            List.of("training.batch-size=[16,100]"),
            List.of("training.lanes=auto", "output=" + bench.path("other")));

    assertThat(trained(same)).hasSize(6);
    assertThat(same.err().lines().filter(line -> line.startsWith("data  "))).hasSize(1);
    assertThat(same.err().lines().filter(line -> line.contains("batch-size is 200"))).hasSize(1);
    assertThat(different.err().lines().filter(line -> line.startsWith("data  "))).hasSize(2);
  }

  @Test
  void promotedTrialsResumeFromTheirCheckpointsToTheBitsOfAnUninterruptedRun() {
    Run run = tune(List.of(RATES), COSINE, "--json");

    JsonNode search = run.json();
    // 4 train an epoch, 2 of them go on to two, 1 to four and to the end
    assertThat(trained(run)).hasSize(4 + 2 + 1 + 1).startsWith("1", "2", "3", "4");
    assertThat(run.err().lines().filter(line -> line.startsWith("resumed  "))).hasSize(4);
    assertThat(trained(run).subList(4, 8)).as("the slowest learner").doesNotContain("1");
    assertThat(fields(search, "status")).containsExactly("finished", "paused", "paused", "paused");
    assertThat(fields(search, "epochs")).containsExactly("6", "2", "1", "1");
    JsonNode best = search.get("trials").get(0);
    String rate = best.get("settings").get("training.optimizer.learning-rate").asText();
    assertThat(best.get("digest").asText())
        .isEqualTo(
            alone(
                List.of(COSINE.get(0), COSINE.get(1), "training.optimizer.learning-rate=" + rate)));
    JsonNode last = search.get("trials").get(3);
    JsonNode resumed = Run.lockstep("resume", last.get("output").asText(), "--json").json();
    String lastRate = last.get("settings").get("training.optimizer.learning-rate").asText();
    assertThat(resumed.get("digest").asText())
        .isEqualTo(
            alone(
                List.of(
                    COSINE.get(0), COSINE.get(1), "training.optimizer.learning-rate=" + lastRate)));
  }

  @Test
  void theSameCommandContinuesAnInterruptedSearchWithoutTrainingTwice() throws IOException {
    Run whole = tune(List.of(RATES), COSINE);
    JsonNode expected = written();
    Map<String, String> before = bench.listing();

    Run again = tune(List.of(RATES), COSINE);

    assertThat(trained(again)).isEmpty();
    assertThat(again.out()).isEqualTo(whole.out());
    assertThat(bench.listing()).isEqualTo(before);

    String best = expected.get("best").asText();
    FileUtils.deleteDirectory(Path.of(best).toFile());
    Files.delete(Path.of(output(), "tune.json"));
    Run repaired = tune(List.of(RATES), COSINE);

    String number = best.substring(best.length() - 1);
    assertThat(trained(repaired)).containsExactly(number, number, number, number);
    assertThat(repaired.out()).isEqualTo(whole.out());
    assertThat(written()).isEqualTo(expected);
  }

  @Test
  void aSearchStoppedOnRequestCanBeContinued() throws IOException {
    List<String> tried = List.of("training.optimizer.learning-rate=[0.01,0.1]");
    List<String> all = new ArrayList<>(List.of("tune.space." + tried.get(0)));
    List<String> given = arguments(List.of(), List.of());
    for (int i = 2; i < given.size(); i += 2) {
      all.add(given.get(i));
    }
    TuneSettings settings = TuneSettings.read(given.get(0), all);
    SearchFolder folder =
        SearchFolder.open(SharedSpark.session().sparkContext().hadoopConfiguration(), settings);
    TrialLog log = new TrialLog(new PrintWriter(new StringWriter()), 2);
    TrialSearch search = new TrialSearch(SharedSpark.session(), settings, folder, log);

    search.requestStop();

    assertThatThrownBy(search::run)
        .isInstanceOf(RunStoppedException.class)
        .hasMessage("stopped in trial 1 of 2, as requested; the same command continues from there");
    assertThat(Path.of(output(), "trial-001/checkpoints/iteration-000000000001.safetensors"))
        .exists();
    assertThat(Path.of(output(), "trial-002")).doesNotExist();
    Run rest = tune(tried, List.of());
    assertThat(trained(rest)).containsExactly("1", "2");
    assertThat(trials(written()).get(1).get("digest").asText())
        .isEqualTo(alone(List.of("training.optimizer.learning-rate=0.01")));
  }

  @Test
  void aDivergedTrialIsReportedAndNotRepeated() throws IOException {
    List<String> tried = List.of("training.optimizer.learning-rate=[0.01,1e30]");

    Run run = tune(tried, List.of());

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.out().lines().skip(2).findFirst().orElseThrow())
        .containsPattern("^    2 +1e30 +0/2 +-  training diverged at iteration \\d+: ");
    JsonNode diverged = written().get("trials").get(1);
    assertThat(diverged.get("status").asText()).isEqualTo("diverged");
    assertThat(diverged.get("validation").isNull()).isTrue();
    assertThat(diverged.get("failure").asText()).contains("choose a lower learning rate");
    assertThat(trained(tune(tried, List.of()))).isEmpty();
    assertThat(written().get("trials").get(1)).isEqualTo(diverged);
  }

  @Test
  void ifAllTrialsDivergeThereIsNoBestTrial() {
    Run run =
        tune(
            List.of("training.optimizer.learning-rate=[1e30,1e31]"),
            List.of("tune.halving.min-epochs=1"));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out().lines()).hasSize(3);
    assertThat(run.err()).contains("lockstep: no trial has produced a model");
  }

  @Test
  void trialsOfAnotherSearchAreReplacedOnlyWithOverwrite() {
    tune(List.of("training.batch-size=[16,20]"), List.of());
    Map<String, String> before = bench.listing();

    tune(List.of("training.batch-size=[16,24]"), List.of())
        .isOneLineThatNames(
            List.of("trial-002 .*training.batch-size was 20 and is 24", "overwrite = true"));
    assertThat(bench.listing()).isEqualTo(before);

    Run replaced = tune(List.of("training.batch-size=[16,24]"), List.of("overwrite=true"));
    assertThat(trained(replaced)).containsExactly("2");
    assertThat(replaced.out()).containsPattern("(?m)^    2 +24 +2/2 ");
  }

  @Test
  void aSearchWithMoreTrialsKeepsTheFinishedOnes() {
    tune(List.of("training.batch-size=[16,20]"), List.of());

    assertThat(trained(tune(List.of("training.batch-size=[16,20,24]"), List.of())))
        .containsExactly("3");
  }

  @Test
  void aFolderWithAModelIsNotUsedForASearch() {
    bench.train(table, "training.epochs=1");

    tune(List.of("training.batch-size=[16,20]"), List.of("output=" + bench.path("model")))
        .isOneLineThatNames(List.of("model holds something else", "--set output=.*model-tune"));
  }

  @Test
  void anErrorInTheDataLeavesNoFiles() {
    Map<String, String> before = bench.listing();

    Run run = tune(List.of("training.batch-size=[16,20]"), List.of("data.label=scroe"));

    run.isMistakeThatNames(List.of("column scroe does not exist"));
    Map<String, String> after = bench.listing();
    after.remove("run.conf");
    assertThat(after).isEqualTo(before);
  }

  @Test
  void anUnknownSettingIsOneLine() {
    tune(List.of("training.lerning-rate=[0.1]"), List.of())
        .isOneLineThatNames(
            List.of("no setting training.lerning-rate", "training.optimizer.learning-rate"));
  }
}
