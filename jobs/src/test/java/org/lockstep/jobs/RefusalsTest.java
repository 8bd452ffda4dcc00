package org.lockstep.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.lockstep.jobs.Workbench.CLASSIFICATION;
import static org.lockstep.jobs.Workbench.good;
import static org.lockstep.jobs.Workbench.with;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.model.run.RunFolder;

/** A refused command leaves the folder unchanged: names, contents, modification times. */
@Tag("spark")
class RefusalsTest {
  private static final String OTHER_RATE = "training.optimizer.learning-rate=0.2";

  @TempDir private static Path home;
  private static Workbench bench;

  @TempDir private Path folder;
  private Path run;

  @BeforeAll
  static void train() {
    bench = new Workbench(home);
    Path table = bench.write("good.parquet", good());
    bench.write("other.parquet", good().where(col("row").lt(150)));
    bench.write("bad.parquet", Workbench.replace(good(), "outcome", 50, 51, null));
    String[] settings = {
      "training.epochs=2",
      "training.lanes=4",
      "training.partitions=2",
      "training.optimizer.learning-rate=0.1",
      "output=" + home.resolve("first")
    };
    assertThat(bench.train(table, with(CLASSIFICATION, settings)).status()).isZero();
    FileUtils.deleteQuietly(home.resolve("run.conf").toFile());
  }

  @BeforeEach
  void copy() throws IOException {
    run = folder.resolve("run");
    FileUtils.copyDirectory(home.resolve("first").toFile(), run.toFile());
  }

  @AfterEach
  void nothingRemainsCachedInTheSession() {
    assertThat(SharedSpark.session().sparkContext().getPersistentRDDs().isEmpty()).isTrue();
  }

  /** A copy of the run after its first epoch. */
  private void letItBeUnfinished() throws IOException {
    Files.move(run.resolve("settings.conf"), run.resolve("unfinished.conf"));
    Files.delete(run.resolve("manifest.json"));
    Files.delete(run.resolve("weights.safetensors"));
    try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
      Files.delete(files.filter(f -> f.toString().endsWith("14.safetensors")).findFirst().get());
    }
  }

  private void isRefusedAndChangesNothing(List<String> command, String... patterns)
      throws IOException {
    FolderSnapshot.age(folder);
    FolderSnapshot before = FolderSnapshot.of(folder);

    Run refused = Run.lockstep(command.toArray(String[]::new));

    refused.isMistakeThatNames(List.of(patterns));
    assertThat(FolderSnapshot.of(folder)).isEqualTo(before);
  }

  private static List<String> command(String name, Path path, String... settings) {
    List<String> command = new ArrayList<>(List.of(name, path.toString()));
    Arrays.stream(settings)
        .forEach(s -> command.addAll(List.of("--set", s.replace("HOME", home.toString()))));
    return command;
  }

  /** Settings that must not change for more epochs, each with a part of the message. */
  static final List<Arguments> REASONS =
      List.of(
          arguments(OTHER_RATE, "learning-rate was 0\\.1 and is 0\\.2"),
          arguments("training.optimizer.type=adam", "training.optimizer"),
          arguments("training.batch-size=50", "training.batch-size was 32 and is 50"),
          arguments("training.seed=9", "training.seed was"),
          arguments("training.lanes=8", "training.lanes was 4 and is 8"),
          arguments("network.hidden=[4]", "the network was"),
          arguments("data.scaling=min-max", "the columns, their scaling"),
          arguments("data.train=HOME/other.parquet", "data.train has other examples"),
          arguments("data.train=HOME/bad.parquet", "outcome"),
          arguments("data.train=HOME/nowhere.parquet", "nowhere.parquet"),
          arguments("data.label=outcom", "outcom"),
          arguments("data.validation=0.25", "data.validation has other examples"),
          arguments("training.warm-start=HOME/nowhere", "nowhere"),
          arguments("training.warm-start=HOME/first", "warm-start"),
          arguments("training.class-weights={ 9 = 2.0 }", "training.class-weights was"),
          arguments("training.freeze=[7]", "training.freeze"),
          arguments("training.early-stopping.patience=2", "data.validation"),
          arguments("training.epochs=1", "training.epochs is 1, .* done \\d already"),
          arguments("training.max-iterations=1", "max-iterations is 1, .* done \\d+ already"),
          arguments("training.epochs=0", "training.epochs"),
          arguments("training.lerning-rate=0.2", "no setting training.lerning-rate"),
          arguments("training.task=regression", "the network was"));

  @ParameterizedTest
  @FieldSource("REASONS")
  void resumeOfAFinishedRunWithOtherSettingsIsRefused(String setting, String pattern)
      throws IOException {
    isRefusedAndChangesNothing(command("resume", run, "training.epochs=4", setting), pattern);
  }

  /** The same for one epoch, after which such a run has stopped. */
  static Stream<Arguments> ofAnUnfinishedRun() {
    return REASONS.stream().filter(reason -> !reason.get()[0].equals("training.epochs=1"));
  }

  @ParameterizedTest
  @MethodSource("ofAnUnfinishedRun")
  void aRunThatIsNotFinishedIsNotResumed(String setting, String pattern) throws IOException {
    letItBeUnfinished();

    isRefusedAndChangesNothing(command("resume", run, "training.epochs=4", setting), pattern);
  }

  @Test
  void aRefusedResumeDoesNotBlockTheNext() throws IOException {
    Run refused =
        Run.lockstep(
            command("resume", run, "training.epochs=3", OTHER_RATE).toArray(String[]::new));
    refused.isMistakeThatNames(List.of("this is not the run that was begun"));

    Run next = Run.lockstep(command("resume", run, "training.epochs=3").toArray(String[]::new));

    assertThat(next.status()).as("%s", next).isZero();
    assertThat(run.resolve("settings.conf")).content(UTF_8).contains("0.1").doesNotContain("0.2");
    assertThat(run.resolve("unfinished.conf")).doesNotExist();
  }

  @Test
  void aFinishedRunSaysWhichSettingsItHasNotUsed() throws IOException {
    FolderSnapshot before = FolderSnapshot.of(folder);

    Run resumed = Run.lockstep(command("resume", run, OTHER_RATE).toArray(String[]::new));

    assertThat(resumed.status()).isZero();
    assertThat(resumed.err())
        .contains("not used: training.optimizer.learning-rate was 0.1 and is 0.2");
    assertThat(FolderSnapshot.of(folder)).isEqualTo(before);
    assertThat(Run.lockstep("resume", run.toString()).err()).doesNotContain("not used");
  }

  private List<String> train(Path output, String... settings) throws IOException {
    Path file = bench.settings();
    Path elsewhere = Files.move(file, home.resolve("train-%d.conf".formatted(System.nanoTime())));
    String[] all =
        with(
            CLASSIFICATION,
            with(new String[] {"data.train=HOME/good.parquet", "output=" + output}, settings));
    return command("train", elsewhere, all);
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void aRunIsNotReplaced(String setting, String pattern, boolean isFinished) throws IOException {
    if (!isFinished) {
      letItBeUnfinished();
    }
    isRefusedAndChangesNothing(train(run, "overwrite=true", setting), pattern);
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void aRunIsNotBegun(String setting, String pattern, boolean isFinished) throws IOException {
    Path output = isFinished ? folder.resolve("new") : folder.resolve("deep/er/new");

    isRefusedAndChangesNothing(train(output, setting), pattern);
  }

  /** Errors of train, with and without an earlier model in the folder. */
  static Stream<Arguments> inputs() {
    List<String> settings =
        List.of(
            "data.train=HOME/nowhere.parquet nowhere.parquet",
            "data.train=HOME/bad.parquet outcome",
            "data.label=outcom outcom",
            "training.warm-start=HOME/nowhere nowhere",
            "training.freeze=[7] training.freeze",
            "training.class-weights={9=2.0} class.{2}9",
            "training.early-stopping.patience=2 data.validation",
            "training.lerning-rate=1 lerning-rate");
    return settings.stream()
        .map(setting -> setting.split(" "))
        .flatMap(
            each ->
                Stream.of(arguments(each[0], each[1], true), arguments(each[0], each[1], false)));
  }

  @ParameterizedTest
  @MethodSource("booleans")
  void anExistingRunIsNotTrainedAgainWithoutOverwrite(boolean isFinished) throws IOException {
    if (!isFinished) {
      letItBeUnfinished();
    }
    isRefusedAndChangesNothing(train(run), isFinished ? "exists already" : "is not finished");
  }

  static List<Boolean> booleans() {
    return List.of(true, false);
  }

  @ParameterizedTest
  @MethodSource("commandsInUse")
  void aFolderInUseIsLeftAlone(String name) throws IOException {
    try (RunFolder held = RunFolder.reopen(new Configuration(), run.toString())) {
      held.hold(notice -> {});
      List<String> command =
          switch (name) {
            case "resume" -> command("resume", run, "training.epochs=4");
            case "train" -> train(run, "overwrite=true");
            case "dry-run" -> {
              List<String> dry = train(run, "overwrite=true");
              dry.add("--dry-run");
              yield dry;
            }
            default -> train(run);
          };

      isRefusedAndChangesNothing(
          command,
          "run is in use by process " + ProcessHandle.current().pid(),
          System.getProperty("user.name") + " on .* since \\d{4}-",
          "lock-[0-9a-f]{8}\\.json");
    }
  }

  static List<String> commandsInUse() {
    return List.of("resume", "train", "train-without-overwrite", "dry-run");
  }

  private List<String> tune(Path output, String... settings) throws IOException {
    List<String> command = train(output, settings);
    command.set(0, "tune");
    command.addAll(List.of("--try", "training.batch-size=[16,20]"));
    command.addAll(List.of("--set", "training.epochs=1"));
    return command;
  }

  @ParameterizedTest
  @FieldSource("SEARCHES")
  void aSearchIsLeftAlone(String settings, String pattern) throws IOException {
    Path search = folder.resolve("search");
    List<String> first = tune(search, "data.validation=0.25");
    assertThat(Run.lockstep(first.toArray(String[]::new)).status()).isZero();
    String[] all = with(new String[] {"data.validation=0.25"}, settings.split(" "));

    isRefusedAndChangesNothing(tune(search, all), pattern);
  }

  static final List<Arguments> SEARCHES =
      List.of(
          arguments("training.seed=9", "trial-001 holds a run of another search"),
          arguments("training.seed=9 overwrite=true data.label=outcom", "outcom"),
          arguments("overwrite=true data.train=HOME/nowhere.parquet", "nowhere.parquet"),
          arguments("overwrite=true data.train=HOME/bad.parquet", "outcome"),
          arguments("overwrite=true training.freeze=[7]", "training.freeze"),
          arguments("training.lerning-rate=1", "lerning-rate"));

  @Test
  void aSearchThatIsRefusedFromTheStartLeavesNothing() throws IOException {
    isRefusedAndChangesNothing(
        tune(folder.resolve("deep/search"), "data.validation=0.25", "data.label=outcom"), "outcom");
  }

  @ParameterizedTest
  @FieldSource("WRITERS")
  void commandsThatWouldWriteIntoARunFolderAreRefused(String command, String pattern)
      throws IOException {
    List<String> all =
        Arrays.stream(command.split(" "))
            .map(word -> word.replace("RUN", run.toString()).replace("HOME", home.toString()))
            .toList();

    isRefusedAndChangesNothing(all, pattern);
  }

  static final List<Arguments> WRITERS =
      List.of(
          arguments("predict RUN HOME/nowhere --output RUN/predictions", "nowhere"),
          arguments("predict RUN HOME/good.parquet --output RUN/checkpoints", "checkpoints"),
          arguments("predict RUN HOME/good.parquet --output RUN/checkpoints/new", "checkpoints"),
          arguments("predict HOME/nowhere HOME/good.parquet --output RUN/predictions", "nowhere"),
          arguments("export HOME/nowhere --output RUN/deep/model.onnx", "nowhere"),
          arguments("export RUN --output RUN/metrics.csv", "exists already"),
          arguments("export RUN --output RUN/metrics.csv --overwrite", "needed by the run"),
          arguments(
              "export RUN --format json --output RUN/manifest.json --overwrite",
              "needed by the run"),
          arguments("export RUN --output RUN/unfinished.conf", "needed by the run"),
          arguments("report RUN HOME/nowhere --output RUN/report.html", "nowhere"),
          arguments("report RUN --output RUN/metrics.csv", "html"),
          arguments("report RUN --output RUN/checkpoints/report.html", "needed by the run"),
          arguments("report RUN --data HOME/nowhere", "nowhere"),
          arguments("init HOME/nowhere --output RUN/deep/new.conf", "nowhere"),
          arguments("init HOME/good.parquet --output RUN/settings.conf", "exists already"),
          arguments(
              "init HOME/good.parquet --output RUN/settings.conf --overwrite", "needed by the run"),
          arguments("init HOME/good.parquet --label nothing --output RUN/new.conf", "nothing"),
          arguments("verify RUN --set training.lerning-rate=1", "lerning-rate"),
          arguments("verify RUN --set data.train=HOME/nowhere", "nowhere"));
}
