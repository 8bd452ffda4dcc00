package org.lockstep.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.jobs.Run;
import org.lockstep.jobs.SharedSpark;
import org.lockstep.jobs.Workbench;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.data.Validation;
import org.lockstep.training.RunStoppedException;

/** Cross-validation by the command train. */
@Tag("spark")
class CrossValidationTest {
  private static final String FOLDS = "data.validation={ folds = 3 }";
  private static final List<String> STOPPING =
      List.of("training.epochs=6", "training.early-stopping.patience=1");

  @TempDir private static Path folder;
  private static Workbench bench;
  private static Path table;
  private static JsonNode whole;

  @BeforeAll
  static void crossValidate() {
    bench = new Workbench(folder);
    table = bench.write("good.parquet", Workbench.good());
    Run run = train("whole", FOLDS);
    assertThat(run.status()).as("%s", run).isZero();
    whole = run.json();
  }

  @AfterAll
  static void nothingRemainsCachedInTheSession() {
    assertThat(SharedSpark.session().sparkContext().getPersistentRDDs().isEmpty()).isTrue();
  }

  private static Run train(String output, String... settings) {
    List<String> all = new ArrayList<>(STOPPING);
    all.add("output=" + folder.resolve(output));
    all.addAll(List.of(settings));
    return bench.train(table, all.toArray(String[]::new));
  }

  private static JsonNode result() {
    return whole.get("cross-validation");
  }

  private static String fold(String output, int number) {
    return folder.resolve(output).resolve("folds/fold-00" + number).toString();
  }

  @Test
  void eachFoldIsTheRunThatHoldsItsRowsOut() {
    for (int number = 1; number <= 3; number++) {
      JsonNode alone =
          train("alone-" + number, "data.validation={ folds = 3, fold = %d }".formatted(number))
              .json();

      assertThat(result().get("digests").get(number - 1).asText())
          .isEqualTo(alone.get("digest").asText());
      assertThat(result().at("/values/rmse").get(number - 1).asDouble())
          .isEqualTo(alone.at("/validation/rmse").asDouble());
      assertThat(result().get("epochs").get(number - 1).asDouble())
          .isEqualTo(alone.get("best-epoch").asDouble());
    }
  }

  @Test
  void meanDeviationAndStandardErrorAreThoseOfTheFolds() {
    double[] x = new double[3];
    for (int i = 0; i < 3; i++) {
      x[i] = result().at("/values/loss").get(i).asDouble();
    }
    double mean = (x[0] + x[1] + x[2]) / 3;
    double deviation =
        Math.sqrt(
            (Math.pow(x[0] - mean, 2) + Math.pow(x[1] - mean, 2) + Math.pow(x[2] - mean, 2)) / 2);

    assertThat(deviation).isPositive();
    assertThat(result().at("/mean/loss").asDouble()).isCloseTo(mean, within(1e-12));
    assertThat(result().at("/deviation/loss").asDouble()).isCloseTo(deviation, within(1e-12));
    assertThat(result().at("/standard-error/loss").asDouble())
        .isCloseTo(deviation / Math.sqrt(3), within(1e-12));
  }

  @Test
  void theModelIsThatOfAPlainRunOnAllRowsOfTheMedianLength() {
    List<Integer> epochs = new ArrayList<>();
    result().get("epochs").forEach(its -> epochs.add((int) its.asDouble()));
    epochs.sort(null);

    JsonNode plain =
        bench
            .train(
                table, "training.epochs=" + epochs.get(1), "output=" + folder.resolve("all-rows"))
            .json();

    assertThat(whole.get("digest").asText()).isEqualTo(plain.get("digest").asText());
    assertThat(whole.get("epochs").asInt()).isEqualTo(epochs.get(1));
    assertThat(whole.get("validation").isNull()).isTrue();
  }

  @Test
  void partitionsFilesAndExchangeDoNotMatter() {
    Path parts = folder.resolve("parts.parquet");
    SharedSpark.session()
        .read()
        .parquet(table.toString())
        .orderBy("age")
        .repartition(4)
        .write()
        .parquet(parts.toString());

    JsonNode other =
        train(
                "parts",
                FOLDS,
                "data.train=" + parts,
                "training.partitions=1",
                "training.exchange=job")
            .json();

    assertThat(other.get("cross-validation")).isEqualTo(result());
    assertThat(other.get("digest")).isEqualTo(whole.get("digest"));
  }

  @Test
  void aKilledCrossValidationIsResumedAndTrainsNoFinishedFoldAgain() throws IOException {
    Path killed = folder.resolve("killed");
    FileUtils.copyDirectory(folder.resolve("whole").toFile(), killed.toFile());
    Files.move(killed.resolve("settings.conf"), killed.resolve("unfinished.conf"));
    for (String name : List.of("manifest.json", "weights.safetensors", "metrics.jsonl")) {
      Files.delete(killed.resolve(name));
    }
    Files.delete(killed.resolve("metrics.csv"));
    FileUtils.deleteDirectory(killed.resolve("checkpoints").toFile());
    FileUtils.deleteDirectory(killed.resolve("folds/fold-003").toFile());
    Path finished = killed.resolve("folds/fold-001/manifest.json");
    byte[] before = Files.readAllBytes(finished);
    Files.setLastModifiedTime(finished, java.nio.file.attribute.FileTime.fromMillis(1_000_000));

    JsonNode resumed = Run.lockstep("resume", killed.toString(), "--json").json();

    assertThat(resumed.get("digest")).isEqualTo(whole.get("digest"));
    assertThat(resumed.get("cross-validation")).isEqualTo(result());
    assertThat(Files.readAllBytes(finished)).isEqualTo(before);
    assertThat(Files.getLastModifiedTime(finished).toMillis()).isEqualTo(1_000_000);
    assertThat(Run.lockstep("resume", killed.toString(), "--json").json().get("cross-validation"))
        .isEqualTo(result());
  }

  @Test
  void aStoppedFoldGoesOnFromItsCheckpoint() {
    Configuration hadoop = SharedSpark.session().sparkContext().hadoopConfiguration();
    String output = folder.resolve("stopped").toString();
    List<String> all = new ArrayList<>(List.of("data.train=" + table, "output=" + output, FOLDS));
    all.addAll(STOPPING);
    SettingsFile settings = SettingsFile.read(bench.settings().toString(), all);
    try (RunFolder run =
        RunFolder.begin(hadoop, output, false, settings.run().tables(), settings.text())) {
      FoldRuns folds =
          new FoldRuns(
              SharedSpark.session(),
              settings,
              new Validation.Folds(3, false),
              run,
              part -> List.of(),
              line -> {});
      folds.requestStop();
      assertThatThrownBy(folds::train)
          .isInstanceOf(RunStoppedException.class)
          .hasMessageContaining("stopped in fold 1 of 3")
          .hasMessageContaining("resume " + output);
    }
    assertThat(Path.of(fold("stopped", 1), "checkpoints/iteration-000000000001.safetensors"))
        .exists();

    Run.lockstep("resume", output, "--set", "training.epochs=9")
        .isMistakeThatNames(
            List.of(
                "a cross-validation goes on with the settings that it began with",
                "training.epochs was 6 and is 9"));
    JsonNode resumed = Run.lockstep("resume", output, "--json").json();
    assertThat(resumed.get("digest")).isEqualTo(whole.get("digest"));
    assertThat(resumed.get("cross-validation")).isEqualTo(result());
  }

  @Test
  void theFoldsAreToldWhereTheModelIs() throws IOException {
    String model = folder.resolve("whole").toString();
    String mean = "rmse %.4f +/- ".formatted(result().at("/mean/rmse").asDouble());

    assertThat(Run.lockstep("inspect", model).out())
        .containsPattern("cross-validation +loss .* \\+/- .*3 folds")
        .contains(mean);
    assertThat(Run.lockstep("inspect", model, "--json").json().at("/training/cross-validation"))
        .isEqualTo(result());
    assertThat(Run.lockstep("report", model).status()).isZero();
    assertThat(Files.readString(folder.resolve("whole/report.html")))
        .contains("Cross-validation rmse")
        .contains("mean of 3 folds");
    assertThat(Run.lockstep("runs", folder.toString(), "--json").out())
        .contains("\"rmse\":" + result().at("/mean/rmse").asText());
    assertThat(Run.lockstep("verify", model).out()).startsWith("verified  ");
    assertThat(Run.lockstep("verify", fold("whole", 2)).out()).startsWith("verified  ");
  }

  @Test
  void anOverrideReplacesTheBlockOfTheFile() throws IOException {
    Path file = bench.settings();
    Files.writeString(
        file,
        Files.readString(file)
            + "\ndata.validation { share = 0.2, stratified = false }\ndata.train = x\noutput = y\n");

    assertThat(SettingsFile.read(file.toString(), List.of(FOLDS)).run().data().validation())
        .isEqualTo(new Validation.Folds(3, false));
  }

  @Test
  void replacedRunsTakeTheirFoldsAlong() {
    train("again", FOLDS, "training.epochs=1");
    JsonNode replaced =
        train("again", "data.validation={ folds = 2 }", "overwrite=true", "training.epochs=1")
            .json();

    assertThat(replaced.at("/cross-validation/folds").asInt()).isEqualTo(2);
    assertThat(Path.of(fold("again", 2))).exists();
    assertThat(Path.of(fold("again", 3))).doesNotExist();
    assertThat(folder.resolve("again/replaced")).doesNotExist();
  }

  @Test
  void whatCannotBeCrossValidatedIsRefusedBeforeAFoldIsTrained() {
    train(
            "watched",
            FOLDS,
            "training.schedule.type=reduce-on-plateau",
            "training.schedule.metric=rmse")
        .isMistakeThatNames(
            List.of("the schedule watches rmse, and the model of all rows has no examples"));
    train("both", "data.validation={ folds = 3, share = 0.1 }")
        .isMistakeThatNames(List.of("folds go with stratified = true alone: remove share"));
    assertThat(folder.resolve("watched")).doesNotExist();
    assertThat(folder.resolve("both")).doesNotExist();
    Path file = bench.settings();
    Run.lockstep(
            "tune",
            file.toString(),
            "--try",
            "training.batch-size=[8,16]",
            "--set",
            "data.train=" + table,
            "--set",
            FOLDS,
            "--set",
            "output=" + folder.resolve("search"))
        .isMistakeThatNames(
            List.of("a search compares its trials by one set of examples", "3 folds"));
  }

  @Test
  void rowsToTestOnAreTestedOnceByTheLastModel() {
    JsonNode tested = train("tested", FOLDS, "data.test=" + table, "training.epochs=1").json();

    assertThat(tested.at("/test/examples").asInt()).isEqualTo(200);
    assertThat(Run.lockstep("inspect", fold("tested", 1), "--json").json().has("test")).isFalse();
  }

  @Test
  void checksTakeTheFirstFold() {
    String file = bench.settings().toString();
    List<String> all = new ArrayList<>();
    for (String each : List.of("data.train=" + table, FOLDS, "output=" + folder.resolve("no"))) {
      all.addAll(List.of("--set", each));
    }
    for (List<String> command :
        List.of(
            List.of("validate", file),
            List.of("gradcheck", file),
            List.of("train", file, "--dry-run"))) {
      List<String> arguments = new ArrayList<>(command);
      arguments.addAll(all);
      Run run = Run.lockstep(arguments.toArray(String[]::new));
      assertThat(run.status()).as("%s", run).isZero();
      if (command.contains("--dry-run")) {
        assertThat(run.out()).contains("folds  3, each such a run, and one on all rows");
      }
    }
    assertThat(folder.resolve("no")).doesNotExist();
  }
}
