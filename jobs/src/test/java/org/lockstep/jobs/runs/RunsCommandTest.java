package org.lockstep.jobs.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.encoding.Task;
import org.lockstep.jobs.Run;
import org.lockstep.jobs.Workbench;
import org.lockstep.metric.ValidationMetric;

@Tag("spark")
class RunsCommandTest {
  /** Two runs, trained once and copied for each test. */
  @TempDir private static Path trained;

  private static JsonNode longer;

  @TempDir private Path folder;

  @BeforeAll
  static void train() {
    Workbench bench = new Workbench(trained);
    Path table = bench.write("good.parquet", good());
    train(bench, table, "short", 1);
    longer = train(bench, table, "long", 6);
  }

  private static JsonNode train(Workbench bench, Path table, String name, int epochs) {
    return bench
        .train(
            table,
            "data.validation=" + table,
            "training.epochs=" + epochs,
            "output=" + bench.path("runs/" + name))
        .json();
  }

  @BeforeEach
  void copy() throws IOException {
    FileUtils.copyDirectory(trained.resolve("runs").toFile(), folder.toFile());
    Files.createDirectory(folder.resolve("no-run"));
  }

  private JsonNode json(String... options) {
    return runs(Stream.concat(Stream.of("--json"), Stream.of(options)).toArray(String[]::new))
        .json();
  }

  private Run runs(String... options) {
    return Run.lockstep(
        Stream.concat(Stream.of("runs", folder.toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  private static List<String> names(JsonNode json) {
    return StreamSupport.stream(json.get("runs").spliterator(), false)
        .map(run -> run.get("name").asText())
        .toList();
  }

  @Test
  void theBestRunComesFirstWithAllThatIsKnownOfIt() {
    JsonNode json = json();

    assertThat(json.get("sorted-by").asText()).isEqualTo("validation-loss");
    assertThat(names(json)).containsExactly("long", "short");
    JsonNode best = json.get("runs").get(0);
    assertThat(best.fieldNames())
        .toIterable()
        .containsExactly(
            "name",
            "state",
            "iterations",
            "epoch",
            "epochs",
            "metrics",
            "digest",
            "seconds",
            "network",
            "optimizer");
    assertThat(best.get("state").asText()).isEqualTo("finished");
    assertThat(best.get("digest")).isEqualTo(longer.get("digest"));
    assertThat(best.get("iterations").asLong()).isEqualTo(longer.get("iterations").asLong());
    assertThat(best.get("epoch").asInt()).isEqualTo(6);
    assertThat(best.get("metrics").get("loss").asDouble()).isEqualTo(longer.get("loss").asDouble());
    assertThat(best.get("metrics").get("r2")).isEqualTo(longer.get("validation").get("r2"));
    assertThat(best.get("network").asText()).isEqualTo("16 relu");
    assertThat(best.get("optimizer").asText()).isEqualTo("sgd 0.1");
    assertThat(best.get("seconds").asDouble()).isPositive();
  }

  @Test
  void theTableHasALineARun() {
    Run run = runs();
    List<ValidationMetric> metrics = ValidationMetric.alwaysOf(Task.REGRESSION);
    String headings =
        metrics.stream().map(ValidationMetric::settingsName).collect(Collectors.joining(" +"));

    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines())
        .satisfiesExactly(
            heading ->
                assertThat(heading)
                    .matches(
                        "run +state +iterations +epoch +loss +validation-%s +digest +time +network +optimizer"
                            .formatted(headings)),
            best ->
                assertThat(best)
                    .matches(
                        "long +finished +42 +6/6( +\\d\\.\\d{4}){%d}  %s +\\d+\\.\\d s +16 relu +sgd 0\\.1"
                            .formatted(
                                1 + metrics.size(), longer.get("digest").asText().substring(0, 8))),
            other -> assertThat(other).startsWith("short"));
  }

  @ParameterizedTest
  @CsvSource({"loss, long", "rmse, long", "r2, long"})
  void itIsSortedByAnyMetricTheBestFirst(String metric, String first) {
    assertThat(names(json("--sort", metric)).get(0)).isEqualTo(first);
  }

  @Test
  void anUnknownMetricIsOneLineThatNamesThoseThereAre() {
    runs("--sort", "validation-los")
        .isOneLineThatNames(
            List.of(
                "no run in .* has the metric validation-los ",
                "there are loss, validation-loss, rmse, r2",
                "the nearest is validation-loss"));
  }

  @Test
  void aRunThatIsNotFinishedIsShownAsFarAsItsHistoryGoes() throws IOException {
    Path run = folder.resolve("long");
    Files.move(run.resolve("settings.conf"), run.resolve("unfinished.conf"));
    List<String> rows = Files.readAllLines(run.resolve("metrics.jsonl"));
    // They end after 7, 14, 21, ... iterations, which are epochs
    Files.write(run.resolve("metrics.jsonl"), rows.subList(0, 3));

    JsonNode json = json().get("runs").get(0);

    assertThat(json.get("name").asText()).isEqualTo("long");
    assertThat(json.get("state").asText()).isEqualTo("unfinished");
    assertThat(json.get("digest").isNull()).as("the model there is another run's").isTrue();
    assertThat(json.get("iterations").asLong()).isEqualTo(21);
    assertThat(json.get("epoch").asInt()).isEqualTo(3);
    assertThat(json.get("epochs").asInt()).isEqualTo(6);
    assertThat(json.get("metrics").has("validation-loss")).isTrue();
    assertThat(json.get("optimizer").asText()).isEqualTo("sgd 0.1");
    assertThat(runs().out()).containsPattern("long +unfinished +21 +3/6 ");
  }

  @Test
  void aRunThatAProgramHasBegunIsShownWithoutWhatItHasNotKept() throws IOException {
    Path run = Files.createDirectory(folder.resolve("begun"));
    Files.writeString(run.resolve("unfinished.conf"), "# begun by a program\n");

    assertThat(names(json())).containsExactly("long", "short", "begun");
    assertThat(runs().out()).containsPattern("begun +unfinished( +-){10}\\R");
  }

  @Test
  void aDamagedRunIsNamedAndLeftOut() {
    Workbench.patch(folder.resolve("short/manifest.json"), "\"bl", "\"BL");

    Run run = runs();

    assertThat(run.status()).isZero();
    assertThat(run.err())
        .startsWith("warning: short is left out: the model's manifest.json is damaged");
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.out().lines()).hasSize(2);
  }

  @Test
  void aSearchIsListedByItsBestTrial() throws IOException {
    Path search = Files.createDirectory(folder.resolve("search"));
    FileUtils.moveDirectory(folder.resolve("short").toFile(), search.resolve("trial-001").toFile());
    FileUtils.copyDirectory(folder.resolve("long").toFile(), search.resolve("trial-002").toFile());
    assertThat(runs().out()).containsPattern("\nsearch/trial-001 +2/2 trials ");

    Files.writeString(search.resolve("tune.json"), "{\"best\": \"elsewhere/search/trial-002\"}");

    assertThat(names(json())).containsExactly("long", "search/trial-002");
    JsonNode listed = json().get("runs").get(1);
    assertThat(listed.get("trials").asInt()).isEqualTo(2);
    assertThat(listed.get("metrics")).isEqualTo(json().get("runs").get(0).get("metrics"));
    assertThat(runs().out()).containsPattern("\nsearch/trial-002 +2/2 trials +42 +6/6 ");
    Files.writeString(search.resolve("tune.json"), "{");
    assertThat(runs().err()).startsWith("warning: search is left out: the results of the search");
  }

  @Test
  void aFolderWithoutRunsIsAnEmptyListAndOneThatIsNotThereAMistake() {
    Run none = Run.lockstep("runs", folder.resolve("no-run").toString());

    assertThat(none.status()).isZero();
    assertThat(none.out()).isEmpty();
    assertThat(none.err()).startsWith("there are no runs in ");
    assertThat(
            Run.lockstep("runs", folder.resolve("no-run").toString(), "--json").json().get("runs"))
        .isEmpty();
    Run.lockstep("runs", folder.resolve("nowhere").toString())
        .isOneLineThatNames(List.of("there is no folder .*nowhere"));
  }
}
