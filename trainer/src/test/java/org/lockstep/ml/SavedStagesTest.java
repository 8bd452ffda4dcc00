package org.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.UserException;
import org.lockstep.scoring.RowPrediction;
import org.lockstep.scoring.Scorer;
import org.lockstep.support.ForgedModel;

/** Stages that are saved and loaded are the same. */
@Tag("spark")
class SavedStagesTest {
  private static Dataset<Row> train;
  private static LockstepClassificationModel model;

  private final Path temporary;
  private final String path;

  SavedStagesTest(@TempDir Path folder) {
    temporary = folder;
    path = folder.resolve("saved").toString();
  }

  @BeforeAll
  static void fit() {
    train = Iris.train();
    model = Iris.classifier().setThresholds(0.2, 0.3, 0.5).fit(train);
  }

  @Test
  void anEstimatorIsLoadedWithItsParameters() throws IOException {
    LockstepClassifier saved =
        Iris.classifier().setFeaturesCols("a", "b").setThresholds(0.5, 0.5).setSeed(9);
    saved.save(path);

    LockstepClassifier loaded = LockstepClassifier.load(path);

    assertThat(loaded.uid()).isEqualTo(saved.uid());
    assertThat(loaded.getSolver()).isEqualTo("adam");
    assertThat(loaded.getStepSize()).isEqualTo(0.05);
    assertThat(loaded.isDefined(loaded.weightCol())).isFalse();
    assertThat(loaded.getThresholds()).containsExactly(0.5, 0.5);
    assertThat(loaded.getHiddenLayers()).containsExactly(8);
    assertThat(loaded.getFeaturesCols()).containsExactly("a", "b");
    assertThat(loaded.getSeed()).isEqualTo(9);
  }

  @Test
  void aModelIsLoadedWithItsBitsAndParameters() throws IOException {
    model.save(path);

    LockstepClassificationModel loaded = LockstepClassificationModel.load(path);

    assertThat(loaded.uid()).isEqualTo(model.uid());
    assertThat(loaded.digest()).isEqualTo(model.digest());
    assertThat(loaded.getThresholds()).containsExactly(0.2, 0.3, 0.5);
    assertThat(loaded.transform(train).collectAsList())
        .isEqualTo(model.transform(train).collectAsList());
    assertThat(loaded.hasSummary()).isFalse();
    assertThatThrownBy(loaded::summary).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRegressionModelIsLoaded() throws IOException {
    LockstepRegressionModel numbers =
        new LockstepRegressor().setHiddenLayers(4).setMaxIter(2).fit(train);
    numbers.save(path);

    assertThat(LockstepRegressionModel.load(path).transform(train).collectAsList())
        .isEqualTo(numbers.transform(train).collectAsList());
    new LockstepRegressor().setLabelScaling("none").write().overwrite().save(path);
    assertThat(LockstepRegressor.load(path).getLabelScaling()).isEqualTo("none");
  }

  @Test
  void anExistingPathIsReplacedOnlyWithOverwrite() throws IOException {
    model.save(path);
    LockstepClassificationModel other = Iris.classifier().setSeed(5).fit(train);

    assertThatThrownBy(() -> other.save(path)).isInstanceOf(IOException.class);
    other.write().overwrite().save(path);

    assertThat(LockstepClassificationModel.load(path).digest()).isEqualTo(other.digest());
  }

  @Test
  void aPipelineIsLoaded() throws IOException {
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new VectorAssembler().setInputCols(Iris.MEASUREMENTS).setOutputCol("features"),
                  Iris.classifier().setLabelCol("species")
                });
    pipeline.save(path);
    PipelineModel fitted = Pipeline.load(path).fit(Iris.table("train"));
    fitted.write().overwrite().save(path);

    PipelineModel loaded = PipelineModel.load(path);

    assertThat(loaded.transform(Iris.table("test")).collectAsList())
        .isEqualTo(fitted.transform(Iris.table("test")).collectAsList());
  }

  @Test
  void theFolderWithinIsAModelForTheCommandLine() throws IOException {
    LockstepClassificationModel plain = model.copy(new ParamMap());
    plain.clear(plain.thresholds());
    plain.save(path);
    double[] flower = {5.1, 3.5, 1.4, 0.2};

    RowPrediction.Label answer =
        (RowPrediction.Label)
            Scorer.load(Path.of(path, "model")).score(Map.of("features", flower)).orElseThrow();

    double[] probability = plain.predictProbability(Vectors.dense(flower)).toArray();
    assertThat((double) (long) answer.label()).isEqualTo(plain.predict(Vectors.dense(flower)));
    assertThat(answer.probabilities().stream().mapToDouble(Float::doubleValue).toArray())
        .isEqualTo(probability);
  }

  @Test
  void aDamagedModelIsRefused() throws IOException {
    model.save(path);
    Path weights = Path.of(path, "model", "weights.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);
    Files.deleteIfExists(Path.of(path, "model", ".weights.safetensors.crc"));

    assertThatThrownBy(() -> LockstepClassificationModel.load(path))
        .isInstanceOf(UserException.class);
  }

  @Test
  void aModelWithInvalidContentIsRefused() throws IOException {
    model.save(path);
    ForgedModel inside = new ForgedModel(Path.of(path, "model"));

    inside.weight(0, Float.NaN);
    assertThatThrownBy(() -> LockstepClassificationModel.load(path))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("a parameter of layer");
    inside.weight(0, 1);
    inside.manifest(
        manifest -> ((ObjectNode) manifest.at("/encoding/target")).putArray("labels").add(1));
    assertThatThrownBy(() -> LockstepClassificationModel.load(path))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the target has 1 labels, the network 3 outputs");
  }

  @Test
  void aModelOfAnotherTaskIsRefused() throws IOException {
    model.save(path);
    Path other = temporary.resolve("numbers");
    new LockstepRegressor().setHiddenLayers(4).setMaxIter(2).fit(train).save(other.toString());
    for (String file : List.of("manifest.json", "weights.safetensors")) {
      Files.copy(
          other.resolve("model").resolve(file),
          Path.of(path, "model", file),
          StandardCopyOption.REPLACE_EXISTING);
    }

    assertThatThrownBy(() -> LockstepClassificationModel.load(path))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the model is of a regression, not of a classification");
  }

  @Test
  void noTemporaryFilesRemain() throws Exception {
    Set<Path> before = ofFits();

    Iris.classifier().fit(train);

    Set<Path> left = ofFits();
    left.removeAll(before);
    for (int look = 0; look < 600 && !left.isEmpty(); look++) {
      Thread.sleep(100); // another JVM of tests may be fitting: what is its own goes
      left.removeIf(Files::notExists);
    }
    assertThat(left).isEmpty();
  }

  private static Set<Path> ofFits() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("lockstep-fit-"))
          .collect(Collectors.toCollection(HashSet::new));
    }
  }

  @Test
  void loadOfAnotherKindOfStageNamesTheClassThatLoadsIt() throws IOException {
    model.save(path);
    String estimator = temporary.resolve("estimator").toString();
    Iris.classifier().save(estimator);

    assertThatThrownBy(() -> LockstepClassifier.load(path))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("a LockstepClassificationModel was saved there, not a Lockstep")
        .hasMessageEndingWith("load it by LockstepClassificationModel.load");
    assertThatThrownBy(() -> LockstepRegressor.load(path))
        .hasMessageEndingWith("load it by LockstepClassificationModel.load");
    assertThatThrownBy(() -> LockstepClassificationModel.load(estimator))
        .hasMessageEndingWith("load it by LockstepClassifier.load");
    assertThatThrownBy(() -> LockstepRegressionModel.load(path))
        .hasMessageEndingWith("load it by LockstepClassificationModel.load");
  }
}
