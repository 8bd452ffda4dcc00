package org.lockstep.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.lockstep.jobs.settings.WrittenFile.LEAST;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Task;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.settings.BatchSettings;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.NetworkSettings;
import org.lockstep.settings.PlacementSettings;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.settings.data.ColumnSettings;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.settings.data.TargetSettings;
import org.lockstep.settings.data.Validation;

class SettingsFileTest {
  private final Path folder;
  private final WrittenFile file;

  SettingsFileTest(@TempDir Path folder) {
    this.folder = folder;
    file = new WrittenFile(folder);
  }

  @Test
  void unsetSettingsHaveTheirDefaults() {
    SettingsFile settings = file.read(LEAST);

    assertThat(settings.run())
        .isEqualTo(
            new RunSettings(
                new DataSettings(
                    "a.parquet",
                    new Validation.None(),
                    ColumnSettings.of(List.of("y"), List.of()),
                    TargetSettings.of(Task.REGRESSION, Scaling.STANDARD),
                    EncodingSettings.DEFAULT,
                    1),
                TrainingSettings.of(
                    NetworkSettings.of(List.of(64), Activation.RELU, new Loss.SquaredError()),
                    new BatchSettings(128, 20, OptionalInt.empty(), 1),
                    DescentSettings.of(new Sgd(), 0.1)),
                "out",
                false));
    assertThat(settings.spark()).containsExactly(entry("spark.master", "local[*]"));
  }

  @Test
  void everySettingOfTheFileIsRead() {
    SettingsFile settings =
        file.read(
            """
            data {
              train = "data/*.parquet", validation = 0.25, label = kind, features = [b, "a.b"]
              scaling = min-max, target-scaling = none, classes = 3
            }
            network { hidden = [5, 4], activation = leaky-relu }
            training {
              task = classification, loss = l2, batch-size = 7, epochs = 2
              optimizer { type = sgd, learning-rate = 1e-3 }
              seed = -9000000000, lanes = 3, partitions = 2, exchange = job
            }
            output = "runs/a"
            overwrite = true
            """);

    assertThat(settings.run())
        .isEqualTo(
            new RunSettings(
                new DataSettings(
                    "data/*.parquet",
                    new Validation.Fraction(0.25),
                    ColumnSettings.of(List.of("kind"), List.of("b", "a.b")),
                    TargetSettings.of(Task.CLASSIFICATION, Scaling.NONE).withClasses(3),
                    EncodingSettings.DEFAULT.withScaling(Scaling.MIN_MAX),
                    -9000000000L),
                TrainingSettings.of(
                        NetworkSettings.of(
                            List.of(5, 4), Activation.LEAKY_RELU, new Loss.SquaredError()),
                        new BatchSettings(7, 2, OptionalInt.of(3), -9000000000L),
                        DescentSettings.of(new Sgd(), 0.001))
                    .withPlacement(new PlacementSettings(OptionalInt.of(2), ExchangeKind.JOB)),
                "runs/a",
                true));
  }

  @Test
  void theDefaultLossIsCrossEntropyForClassificationAndSquaredErrorForRegression() {
    assertThat(file.read(LEAST, "training.task=classification").run().training().network().loss())
        .isEqualTo(new Loss.CrossEntropy(0));
    assertThat(file.read(LEAST).run().training().network().loss())
        .isEqualTo(new Loss.SquaredError());
  }

  @Test
  void aRegressionMayHaveSeveralTargets() {
    assertThat(file.read(LEAST, "data.label=[y, z]").run().data().columns().label())
        .containsExactly("y", "z");
  }

  @Test
  void hiddenLayersAreOptional() {
    assertThat(file.read(LEAST, "network.hidden=[]").run().training().network().hidden()).isEmpty();
  }

  @Test
  void theLastOverrideWinsAndAllWinOverTheFile() {
    SettingsFile settings =
        file.read(LEAST + "training.epochs = 3", "training.epochs=4", "training.epochs=5");

    assertThat(settings.run().training().batches().epochs()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data/part-*.parquet",
        "data/[ab]*.parquet",
        "data/{a,b}.parquet",
        "hdfs://host:8020/a b/c",
        "a//b",
        "a#b",
        "a=b",
        "C:\\tables\\a.parquet"
      })
  void aPathInAnOverrideIsNotParsedAsHocon(String path) {
    assertThat(file.read(LEAST, "data.train=" + path).run().data().train()).isEqualTo(path);
  }

  @Test
  void anOverrideMayBeAListOrInQuotesOrNull() {
    SettingsFile settings =
        file.read(
            LEAST + "data.validation = 0.5",
            "network.hidden=[3, 2]",
            "data.label=\"a b\"",
            "data.validation=null");

    assertThat(settings.run().training().network().hidden()).containsExactly(3, 2);
    assertThat(settings.run().data().columns().label()).containsExactly("a b");
    assertThat(settings.run().data().validation()).isEqualTo(new Validation.None());
  }

  @Test
  void sparkSettingsMayBeNestedOrHaveFullNames() {
    SettingsFile settings =
        file.read(
            LEAST
                + """
                spark {
                  master = "local[3]"
                  executor { memory = 2g, cores = 2 }
                  "spark.speculation" = true
                  "spark.speculation.interval" = 1s
                  jars = [a.jar, b.jar]
                }
                """,
            "spark.master=local[2]",
            "spark.task.cpus=1");

    assertThat(settings.spark())
        .containsExactly(
            entry("spark.executor.cores", "2"),
            entry("spark.executor.memory", "2g"),
            entry("spark.jars", "a.jar,b.jar"),
            entry("spark.master", "local[2]"),
            entry("spark.speculation", "true"),
            entry("spark.speculation.interval", "1s"),
            entry("spark.task.cpus", "1"));
  }

  @Test
  void theEnvironmentAndOtherSettingsCanBeSubstituted() {
    String path = System.getenv("PATH");

    SettingsFile settings =
        file.read(
            LEAST
                + """
                data.train = ${PATH}/a
                training.epochs = ${?LOCKSTEP_NO_SUCH_VARIABLE}
                output = runs/seed-${training.seed}
                """,
            "training.seed=5");

    assertThat(settings.run().data().train()).isEqualTo(path + "/a");
    assertThat(settings.run().training().batches().epochs()).isEqualTo(20);
    assertThat(settings.run().output()).isEqualTo("runs/seed-5");
  }

  @Test
  void anIncludeBesideTheFileIsFound() throws IOException {
    Files.writeString(folder.resolve("shared.conf"), "training.epochs = 9");

    assertThat(file.read("include \"shared.conf\"\n" + LEAST).run().training().batches().epochs())
        .isEqualTo(9);
  }
}
