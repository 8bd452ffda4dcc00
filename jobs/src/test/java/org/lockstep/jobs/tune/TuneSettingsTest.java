package org.lockstep.jobs.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.UserException;
import org.lockstep.jobs.settings.SearchKind;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.optimization.optimizer.Adam;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.settings.TrainingSettings;

class TuneSettingsTest {
  private static final String BASE =
      """
      data { train = a.parquet, validation = 0.2, label = y }
      training { task = classification, optimizer.learning-rate = 0.5, epochs = 9 }
      output = "runs/a"
      """;

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("run.conf");
  }

  private TuneSettings read(String tune, String... overrides) {
    try {
      Files.writeString(file(), BASE + tune);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return TuneSettings.read(file().toString(), List.of(overrides));
  }

  private static TrainingSettings training(TuneSettings settings, int trial) {
    return settings.trials().get(trial - 1).settings().run().training();
  }

  @Test
  void aGridGivesEachTrialItsSettingsAndItsFolder() {
    TuneSettings settings =
        read(
            """
            tune.space {
              network.hidden = [[8], [16, 4]]
              training { optimizer.learning-rate = [0.1, 1e-2], clip.global-norm = [null] }
            }
            """);

    assertThat(settings.output()).isEqualTo("runs/a");
    assertThat(settings.search()).isEqualTo(SearchKind.GRID);
    assertThat(settings.metric()).isEqualTo(ValidationMetric.LOSS);
    assertThat(settings.halving()).isEmpty();
    assertThat(settings.trials())
        .extracting(Trial::text)
        .containsExactly(
            "hidden [8], global-norm null, learning-rate 0.1",
            "hidden [8], global-norm null, learning-rate 1e-2",
            "hidden [16, 4], global-norm null, learning-rate 0.1",
            "hidden [16, 4], global-norm null, learning-rate 1e-2");
    assertThat(settings.trials())
        .extracting(Trial::output)
        .containsExactly(
            "runs/a/trial-001", "runs/a/trial-002", "runs/a/trial-003", "runs/a/trial-004");
    assertThat(training(settings, 3).network().hidden()).containsExactly(16, 4);
    assertThat(training(settings, 4).descent().learningRate().eta()).isEqualTo(0.01);
    assertThat(settings.trials().get(0).epochs()).isEqualTo(9);
  }

  @Test
  void aTrialsSettingsAreThoseOfTheSameOverridesWithoutASearch() {
    TuneSettings settings = read("tune.space.network.hidden = [[8]]", "training.batch-size=32");

    SettingsFile alone =
        SettingsFile.read(
            file().toString(),
            List.of("training.batch-size=32", "network.hidden=[8]", "output=runs/a/trial-001"));

    assertThat(settings.trials().get(0).settings()).isEqualTo(alone);
    assertThat(alone.text()).doesNotContain("tune");
  }

  @Test
  void blocksAreTriedAsAWhole() {
    TuneSettings settings =
        read(
            """
            tune.space.training.optimizer =
              [{ type = adam, learning-rate = null, beta1 = 0.8 }, { type = sgd }]
            """);

    assertThat(training(settings, 1).descent().optimizer()).isEqualTo(new Adam(0.8, 0.999, 1e-8));
    assertThat(training(settings, 1).descent().learningRate().eta()).isEqualTo(0.001);
    assertThat(training(settings, 2).descent().optimizer()).isEqualTo(new Sgd());
    assertThat(training(settings, 2).descent().learningRate().eta()).isEqualTo(0.5);
  }

  @Test
  void substitutionsSeeTheValuesOfATrial() {
    TuneSettings settings =
        read(
            """
            tune.space.training.batch-size = [32, 64]
            training.optimizer.base-batch-size = ${training.batch-size}
            """);

    assertThat(training(settings, 2).descent().learningRate().baseBatchSize())
        .isEqualTo(OptionalInt.of(64));
  }

  @Test
  void aRandomSearchWithMoreTrialsBeginsWithTheSameOnes() {
    String random =
        """
        tune {
          search = random, trials = 5, seed = 3, metric = accuracy
          space {
            training.optimizer.learning-rate = { min = 1e-3, max = 1, scale = log }
            training.batch-size = { min = 16, max = 256, scale = log, whole = true }
            network.dropout = { min = 0, max = 0.5 }
          }
          halving { min-epochs = 2, factor = 4 }
        }
        """;
    TuneSettings settings = read(random);

    assertThat(settings.metric()).isEqualTo(ValidationMetric.ACCURACY);
    assertThat(settings.halving()).isEqualTo(Optional.of(new Halving(2, 4)));
    assertThat(settings.trials()).hasSize(5).doesNotHaveDuplicates();
    for (int trial = 1; trial <= 5; trial++) {
      assertThat(training(settings, trial).descent().learningRate().eta()).isBetween(1e-3, 1.0);
      assertThat(training(settings, trial).batches().size()).isBetween(16, 256);
      assertThat(training(settings, trial).network().dropout()).isBetween(0.0, 0.5);
    }
    assertThat(training(settings, 1).stopping().more()).isEmpty();
    assertThat(training(read(random, "tune.metric=mcc"), 1).stopping().more())
        .containsExactly(ValidationMetric.MCC);
    assertThat(read(random, "tune.trials=7").trials())
        .startsWith(settings.trials().toArray(Trial[]::new));
    assertThat(read(random, "tune.seed=4").trials()).doesNotContainAnyElementsOf(settings.trials());
  }

  @Test
  void aDimensionOfTheFileCanBeRemovedByAnOverride() {
    TuneSettings settings =
        read(
            "tune.space { network.hidden = [[8], [4]], training.batch-size = [2, 3] }",
            "tune.space.network.hidden=null");

    assertThat(settings.trials())
        .extracting(Trial::text)
        .containsExactly("batch-size 2", "batch-size 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "space {} ! tune.space is empty.*--try",
        "space.training.lerning-rate = [1] ! no setting training.lerning-rate .*run.conf:4.*"
            + " nearest is training.optimizer.learning-rate",
        "spcae.training.epochs = [1] ! no setting tune.spcae.*nearest is tune.space",
        "space.network.hiden = [[1]] ! no setting network.hiden.*nearest is network.hidden",
        "space.output = [a, b] ! tune.space.output is \\[a, b\\].*it cannot be searched",
        "space.data.train = [a, b] ! tune.space.data.train.*it cannot be searched",
        "space.spark.master = [a] ! tune.space.spark is .*it cannot be searched",
        "space.training.batch-size = 32 ! tune.space.training.batch-size is 32.*\\[32\\]",
        "space.training.batch-size = [] ! batch-size is \\[\\] .*at least one value",
        "space.training.batch-size = [8, 0] ! training.batch-size is 0 .*run.conf:4.* 1 or more",
        "space.training.batch-size = { min = 1, max = 9 } ! batch-size has a range .*:4.*search ="
            + " random",
        "{ search = random, space.training.batch-size = { min = 1 } } ! a range needs min and max",
        "{ search = random, space.training.batch-size = { min = 3, max = 1 } }"
            + " ! batch-size.max is 1 .*greater than min",
        "{ search = random, space.training.batch-size = { min = 1, mx = 1 } } ! mx is not one of min",
        "{ search = random, space.training.batch-size = { min = 1, max = 9, scale = lag } }"
            + " ! scale is lag.*nearest is log",
        "{ search = random, trials = 2, space.training.batch-size = { min = 1.5, max = 1.9 } }"
            + " ! training.batch-size is 1\\..*run.conf:4.*whole number",
        "{ search = random, space.training.batch-size = [8, 9] } ! tune.trials is 20.*2"
            + " combinations",
        "{ search = rnadom, space.training.batch-size = [8] } ! tune.search.*nearest is random",
        "{ metric = rmse, space.training.batch-size = [8] } ! tune.metric is rmse.*loss, accuracy",
        "space.training.loss = [l2, mae] ! training.loss is searched.*different losses"
            + " cannot be compared",
        "{ space.training.epochs = [3, 5], halving.min-epochs = 1 } ! remove training.epochs from",
        "{ space.training.seed = [3, 5], halving.min-epochs = 9 } ! less than training.epochs.* 9",
        "{ space.training.seed = [3, 5], halving { min-epochs = 1, factor = 1 } } ! factor.*2 or"
            + " more"
      })
  void anErrorNamesItsOrigin(String tune, String pattern) {
    String section = tune.startsWith("{") ? "tune " + tune : "tune." + tune;

    assertThatThrownBy(() -> read(section))
        .isInstanceOf(UserException.class)
        .message()
        .containsPattern(pattern);
  }

  @Test
  void anExcessivelyLargeGridIsRefused() {
    String thirty = "[%s]".formatted("1, ".repeat(30));

    assertThatThrownBy(
            () ->
                read(
                    "tune.space.training { seed = %s, epochs = %s, batch-size = %s }"
                        .formatted(thirty, thirty, thirty)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("tune.space has 27,000 combinations or more");
  }

  @Test
  void aSearchWithoutValidationExamplesIsRefused() {
    assertThatThrownBy(() -> read("tune.space.training.seed = [1]", "data.validation=null"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("compares its trials by validation examples")
        .hasMessageContaining("data.validation");
  }

  @Test
  void tpeDrawsTenTrialsAndSuggestsTheOthers() {
    TuneSettings settings =
        read(
            """
            tune { search = tpe, trials = 25, parallel = 3, prune = median, prune-min-epochs = 4 }
            tune.space { training.optimizer.learning-rate = { min = 0.1, max = 1 } }
            """);

    assertThat(settings.search()).isEqualTo(SearchKind.TPE);
    assertThat(settings.trials()).hasSize(10);
    assertThat(settings.count()).isEqualTo(25);
    assertThat(settings.parallel()).isEqualTo(3);
    assertThat(settings.course().pruning()).isEqualTo(Optional.of(new MedianPruning(4)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "search = tpe, halving.min-epochs = 2 | tpe suggests them one after the other: remove it",
        "prune = median, halving.min-epochs = 2 | tune.prune ends them one by one: remove it",
        "parallel = 0 | tune.parallel is 0",
        "search = tpe, prune = mean | tune.prune is mean"
      })
  void courseThatCannotBe(String tune, String message) {
    assertThatThrownBy(
            () ->
                read("tune { space.training.batch-size = [8, 16, 32], trials = 3, " + tune + " }"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aValueThatTpeMaySuggestLaterIsCheckedAtTheStart() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    tune { search = tpe, trials = 3 }
                    tune.space.training.optimizer.learning-rate = { min = 0.1, max = 1 }
                    tune.space.network.dropout = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 1.5]
                    """))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("network.dropout is 1.5");
  }
}
