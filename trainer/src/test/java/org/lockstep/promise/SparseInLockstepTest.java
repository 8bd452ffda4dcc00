package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.UserException;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.SparseColumn;
import org.lockstep.model.Model;
import org.lockstep.network.Kernel;
import org.lockstep.network.Topology;
import org.lockstep.optimization.Clipping;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.Regularization;
import org.lockstep.optimization.optimizer.AdaGrad;
import org.lockstep.optimization.optimizer.AdamW;
import org.lockstep.optimization.optimizer.Momentum;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.scoring.Scorer;
import org.lockstep.settings.CheckpointSettings;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Reference;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;

/** Sparse vectors, kept sparse to the first layer's product: one model for any placement. */
@Tag("spark")
class SparseInLockstepTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final int ROWS = 240;

  @TempDir static Path folder;
  private static final List<Row> TABLE = SparseTexts.rows(ROWS);
  private static String oneFile;
  private static String manyFiles;

  @BeforeAll
  static void writeTables() {
    oneFile = folder.resolve("one").toString();
    Tables.write(Path.of(oneFile), SparseTexts.SCHEMA, TABLE, 1);
    List<Row> shuffled = new ArrayList<>(TABLE);
    Collections.shuffle(shuffled, new Random(7));
    manyFiles = folder.resolve("many").toString();
    Tables.write(Path.of(manyFiles), SparseTexts.SCHEMA, shuffled, 7);
  }

  private static TrainingResult train(Runs runs, int partitions) {
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    return new Trainer(SPARK, runs.withPartitions(partitions).to(output)).train();
  }

  static Stream<DescentSettings> steps() {
    return Stream.of(
        DescentSettings.of(new Sgd(), 0.1),
        DescentSettings.of(new AdaGrad(), 0.05),
        DescentSettings.of(new AdaGrad(), 0.05)
            .withClipping(new Clipping(OptionalDouble.of(0.02), OptionalDouble.of(0.1))),
        DescentSettings.of(new Momentum(0.9), 0.05)
            .withRegularization(new Regularization(0.001, 0.01, OptionalDouble.empty())),
        DescentSettings.of(new Sgd(), 0.3)
            .withRegularization(new Regularization(0, 0, OptionalDouble.of(0.7))),
        DescentSettings.of(new AdamW(), 0.02),
        DescentSettings.of(new Sgd(), 0.1).withFreeze(List.of(1)));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void theModelEqualsTheReferenceTrainersForAnyPlacement(DescentSettings descent) {
    Runs one = SparseTexts.runs(oneFile).withDescent(descent);
    Runs many = one.withTrain(manyFiles);

    String expected = Reference.digest(one);

    assertThat(train(one, 1).model().digest()).isEqualTo(expected);
    assertThat(train(many.withExchange(ExchangeKind.RESIDENT), 2).model().digest())
        .isEqualTo(expected);
    assertThat(train(many.withExchange(ExchangeKind.SHARDED), 2).model().digest())
        .isEqualTo(expected);
    assertThat(train(many.withExchange(ExchangeKind.JOB), 3).model().digest()).isEqualTo(expected);
  }

  @Test
  void maxNormBoundsTheWeightsIntoAUnitFromSparseAndOtherInputsTogether() {
    DescentSettings descent =
        DescentSettings.of(new Sgd(), 0.3)
            .withRegularization(new Regularization(0, 0, OptionalDouble.of(0.7)));

    Model model = train(SparseTexts.runs(oneFile).withDescent(descent), 2).model();

    Topology topology = model.topology();
    List<Double> norms = new ArrayList<>();
    for (int u = 0; u < topology.outputs(0); u++) {
      double squares = 0;
      for (int i = 0; i < topology.inputs(0); i++) {
        double w = model.parameters()[topology.weightsOffset(0) + u * topology.inputs(0) + i];
        squares += w * w;
      }
      for (int i = 0; i < topology.sparse().width(); i++) {
        double v = model.parameters()[topology.sparseOffset() + i * topology.outputs(0) + u];
        squares += v * v;
      }
      norms.add(Math.sqrt(squares));
    }
    assertThat(norms)
        .hasSize(7)
        .allSatisfy(norm -> assertThat(norm).isLessThan(0.7 + 1e-6))
        .anySatisfy(norm -> assertThat(norm).isGreaterThan(0.7 - 1e-6));
  }

  @Test
  void theModelEqualsTheReferenceTrainersWithThePortableKernel() {
    Runs runs = SparseTexts.runs(manyFiles);
    Runs portable = runs.withNetwork(runs.training().network().withKernel(Kernel.PORTABLE));

    assertThat(train(portable, 2).model().digest()).isEqualTo(Reference.digest(portable));
  }

  @Test
  void aRunThatIsStoppedAndResumedHasTheSameBits() {
    Runs runs = SparseTexts.runs(manyFiles);
    String expected = Reference.digest(runs);
    RunSettings settings =
        runs.withPartitions(2)
            .withCheckpoints(
                new CheckpointSettings(
                    OptionalLong.of(2), OptionalLong.empty(), OptionalDouble.empty(), 3))
            .to(folder.resolve("resumed").toString());

    TrainingResult resumed = StopAfter.resumed(SPARK, settings, 5);

    assertThat(resumed.model().digest()).isEqualTo(expected);
  }

  @Test
  void theScorerGivesThePredictionsOfSparkBitForBit() {
    Path saved = folder.resolve("saved");
    new Trainer(SPARK, SparseTexts.runs(manyFiles).to(saved.toString())).train();
    Map<Integer, Row> expected =
        SparkPredictions.byNumber(SPARK, saved, oneFile, folder.resolve("predicted"));

    Scorer scorer = Scorer.load(saved);

    assertThat(expected).hasSize(ROWS);
    for (Row row : TABLE) {
      Row answer = expected.get(row.getInt(0));
      assertThat(scorer.score(values(row))).contains(SparkPredictions.label(answer));
    }
  }

  /** Texts as maps from indices to counts, tags as arrays. */
  private static Map<String, @Nullable Object> values(Row row) {
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("age", row.getDouble(1));
    Vector text = (Vector) row.get(2);
    Map<Integer, Double> counts = new HashMap<>();
    if (text != null) {
      text.foreachNonZero(
          (index, count) -> {
            counts.put((Integer) index, (Double) count);
            return null;
          });
    }
    values.put("text", text == null ? null : counts);
    values.put("tags", ((Vector) row.get(3)).toArray());
    return values;
  }

  @Test
  void sparseColumnsHaveAnInputForAMissingVectorAndOneDivisor() {
    Model model = train(SparseTexts.runs(oneFile), 2).model();

    assertThat(model.encoding().features().get(1)).isInstanceOf(SparseColumn.class);
    SparseColumn text = (SparseColumn) model.encoding().features().get(1);
    assertThat(text.size()).isEqualTo(SparseTexts.WIDTH);
    assertThat(text.missing()).isEqualTo(Missing.INDICATOR);
    assertThat(text.divisor()).isBetween(1.0, 4.0);
    assertThat(text.present()).isBetween(4, 7);
    assertThat(model.encoding().inputWidth()).isEqualTo(1 + 1 + 1);
    assertThat(model.topology().sparse().width()).isEqualTo(SparseTexts.WIDTH + 9);
    assertThat(model.topology().parameterCount())
        .isEqualTo((3 + SparseTexts.WIDTH + 9) * 7 + 7 + 7 * 3 + 3);
  }

  @Test
  void vectorsOfUsualLengthStayDenseUnlessItIsSet() {
    Model dense =
        train(SparseTexts.runs(oneFile).withEncoding(SparseTexts.encoding(Optional.empty())), 1)
            .model();
    Model asSet =
        train(SparseTexts.runs(oneFile).withEncoding(SparseTexts.encoding(Optional.of(false))), 1)
            .model();

    assertThat(dense.encoding().features().get(1)).isInstanceOf(NumberColumn.class);
    assertThat(asSet.digest()).isEqualTo(dense.digest());
  }

  @Test
  void longVectorsAreKeptSparseByThemselves() {
    int width = 1 << 18;
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int[] words = {i % 2, 1000 + i * 17, width - 1 - i};
      rows.add(
          RowFactory.create(
              i, 1.0 * i, Vectors.sparse(width, words, new double[] {1, 2, 3}), null, "k" + i % 2));
    }
    Path table = folder.resolve("wide");
    Tables.write(table, SparseTexts.SCHEMA, rows, 3);
    Runs runs = SparseTexts.runs(table.toString());
    Runs wide =
        runs.withColumns(List.of("label"), List.of("text"))
            .withEncoding(EncodingSettings.DEFAULT.withScaling(Scaling.NONE))
            .withNetwork(runs.training().network().withHidden(List.of(4)))
            .withDescent(DescentSettings.of(new Sgd(), 0.1));

    TrainingResult result = train(wide, 2);

    assertThat(result.model().encoding().sparseWidth()).isEqualTo(width);
    assertThat(result.model().digest()).isEqualTo(Reference.digest(wide));
  }

  @Test
  void vectorsThatAreTooLongAreRefusedInOneLine() {
    int width = (1 << 20) + 1;
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Vector text = Vectors.sparse(width, new int[] {i}, new double[] {1});
      rows.add(RowFactory.create(i, 1.0 * i, text, null, "k" + i % 2));
    }
    Path table = folder.resolve("too-wide");
    Tables.write(table, SparseTexts.SCHEMA, rows, 1);
    Runs runs =
        SparseTexts.runs(table.toString())
            .withColumns(List.of("label"), List.of("text"))
            .withEncoding(EncodingSettings.DEFAULT)
            .withValidation(new Validation.None());

    assertThatThrownBy(() -> train(runs, 1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the sparse vectors have 1,048,577 numbers, more than 1,048,576");
  }
}
