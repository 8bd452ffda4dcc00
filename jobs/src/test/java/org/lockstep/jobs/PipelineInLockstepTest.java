package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.encoding.Task;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.ml.LockstepClassifier;
import org.lockstep.ml.LockstepEstimator;
import org.lockstep.ml.LockstepModel;
import org.lockstep.ml.LockstepRegressor;
import org.lockstep.optimization.optimizer.Optimizers;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.value.Type;

/** A Spark ML Pipeline and the command line train models with the same bits. */
@Tag("spark")
class PipelineInLockstepTest {
  private final Path folder;

  PipelineInLockstepTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static String data(String name) {
    return Path.of("..", "conf", "data", name + "-train.parquet").toString();
  }

  private static <
          E extends Estimator<M> & LockstepEstimator<E, M>, M extends Model<M> & LockstepModel<M>>
      E configured(E estimator, Dataset<Row> table, String label) {
    return estimator
        .setFeaturesCols(
            Arrays.stream(table.columns())
                .filter(name -> !name.equals(label))
                .toArray(String[]::new))
        .setLabelCol(label)
        .setHiddenLayers(16, 8)
        .setActivation("tanh")
        .setSolver("adam")
        .setStepSize(0.01)
        .setBatchSize(32)
        .setMaxIter(7)
        .setRegParam(0.001)
        .setDropout(0.1)
        .setMissing("indicator")
        .setUnseenWords("zero")
        .setSeed(3);
  }

  private String digestOfCommandLine(String name, String label, String task) throws IOException {
    Path settings =
        Files.writeString(
            folder.resolve("run.conf"),
            """
            data { train = "%s", label = %s, missing = indicator, categories.unseen = zero }
            network { hidden = [16, 8], activation = tanh, dropout = 0.1 }
            training {
              task = %s, batch-size = 32, epochs = 7, seed = 3
              optimizer { type = adam, learning-rate = 0.01 }
              regularization.l2 = 0.001
            }
            output = "%s"
            """
                .formatted(data(name), label, task, folder.resolve("model")));
    return Run.lockstep("train", settings.toString(), "--json").json().get("digest").asText();
  }

  static List<String> optimizers() {
    return Optimizers.TYPES.stream().map(Type::name).toList();
  }

  private static String digestOfPipeline(PipelineStage estimator, Dataset<Row> table) {
    var stages = new Pipeline().setStages(new PipelineStage[] {estimator}).fit(table).stages();
    return ((LockstepModel<?>) stages[0]).digest();
  }

  @ParameterizedTest
  @CsvSource({
    "iris, species, classification",
    "wine, cultivar, classification",
    "breast-cancer, diagnosis, classification",
    "diabetes, progression, regression",
    "penguins, species, classification"
  })
  void theEstimatorsAndTheCommandLineTrainTheSameModelOnTheShippedTables(
      String name, String label, String task) throws IOException {
    Dataset<Row> table = SharedSpark.session().read().parquet(data(name));
    PipelineStage estimator =
        task.equals("classification")
            ? configured(new LockstepClassifier(), table, label)
            : configured(new LockstepRegressor(), table, label);

    assertThat(digestOfPipeline(estimator, table.repartition(5)))
        .isEqualTo(digestOfCommandLine(name, label, task));
  }

  private RunSettings byCommand(String... settings) {
    List<String> all = new ArrayList<>(List.of("data.train=x", "data.label=label", "output=y"));
    all.addAll(List.of(settings));
    return SettingsFile.parse(String.join("\n", all), folder.resolve("run.conf").toString()).run();
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void optimizersHaveTheHyperparametersOfTheCommandLine(String name) {
    RunSettings byCommand =
        byCommand("training.task=classification", "training.optimizer.type=" + name);

    assertThat(new LockstepClassifier().setSolver(name).training()).isEqualTo(byCommand.training());
  }

  @Test
  void defaultsAreThoseOfTheCommandLine() {
    StructType schema = StructType.fromDDL("features array<double>, label double");

    for (Task task : Task.values()) {
      LockstepEstimator<?, ?> estimator =
          task == Task.CLASSIFICATION ? new LockstepClassifier() : new LockstepRegressor();
      RunSettings command = byCommand("training.task=" + task.settingsName());
      assertThat(estimator.training()).isEqualTo(command.training());
      DataSettings data = estimator.data(schema);
      assertThat(data.target()).isEqualTo(command.data().target());
      assertThat(data.encoding()).isEqualTo(command.data().encoding());
      assertThat(data.seed()).isEqualTo(command.data().seed());
    }
  }
}
