package org.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.encoding.TargetEncoding.Classes;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.NetworkSettings;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;
import org.lockstep.training.evaluation.Prediction;

/**
 * Labels of every type are ordered by their type's own order, and predictions have the type of the
 * labels.
 */
@Tag("spark")
class LabelTypesTest {
  private static final SparkSession SPARK = SharedSpark.session();

  @TempDir private static Path folder;

  /** The label's type, the labels in an order that is not theirs, and the classes in theirs. */
  static Stream<Arguments> labels() {
    return Stream.of(
        Arguments.of("string", List.of("oak", "ash", "Oak"), List.of("Oak", "ash", "oak")),
        Arguments.of("string", List.of("9", "10", "-1"), List.of("-1", "10", "9")),
        Arguments.of("boolean", List.of(true, false), List.of(false, true)),
        Arguments.of("tinyint", List.of((byte) 3, (byte) -3), List.of(-3L, 3L)),
        Arguments.of("smallint", List.of((short) 300, (short) 2), List.of(2L, 300L)),
        Arguments.of("int", List.of(10, 9, -1), List.of(-1L, 9L, 10L)),
        Arguments.of("bigint", List.of(1L << 40, -5L), List.of(-5L, 1L << 40)),
        Arguments.of("double", List.of(2.0, -1.0, 10.0), List.of(-1L, 2L, 10L)),
        Arguments.of("float", List.of(1f, 0f), List.of(0L, 1L)),
        Arguments.of(
            "decimal(5,2)",
            List.of(new BigDecimal("7.00"), new BigDecimal("-7.00")),
            List.of(-7L, 7L)));
  }

  /** Ten rows a label, which one number tells apart. */
  private static List<Row> rows(List<?> labels) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 10 * labels.size(); i++) {
      int label = i % labels.size();
      rows.add(RowFactory.create(10.0 * label + 0.1 * (i % 7), labels.get(label)));
    }
    return rows;
  }

  private static TrainingResult train(String table, Path output) {
    RunSettings settings =
        Runs.classification(table)
            .withColumns(List.of("label"), List.of("x"))
            .withValidation(new Validation.Table(table))
            .withNetwork(NetworkSettings.of(List.of(8), Activation.TANH, new Loss.CrossEntropy(0)))
            .withDescent(DescentSettings.of(new Sgd(), 0.5))
            .withBatchSize(5)
            .withEpochs(20)
            .withLanes(2)
            .withPartitions(1)
            .withExchange(ExchangeKind.RESIDENT)
            .to(output.toString());
    return new Trainer(SPARK, settings).train();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("labels")
  void labelsAreStoredInTheModelAndPredictedWithTheirType(
      String type, List<?> labels, List<?> classes) {
    Path run = folder.resolve("run-" + System.nanoTime());
    String schema = "x double, label " + type;
    String table = Tables.write(run.resolve("table"), schema, rows(labels));

    TrainingResult result = train(table, run.resolve("model"));
    Model model =
        ModelFolder.read(
            SPARK.sparkContext().hadoopConfiguration(), run.resolve("model").toString());
    String answers = run.resolve("answers").toString();
    long count = Prediction.write(SPARK, model, table, answers);

    assertThat(((Classes) model.encoding().target()).labels()).isEqualTo(classes);
    assertThat(result.validation().value(ValidationMetric.ACCURACY)).isEqualTo(1);
    var predicted = SPARK.read().parquet(answers);
    assertThat(predicted.schema())
        .isEqualTo(
            StructType.fromDDL(
                "%s, prediction %s, probability array<float>".formatted(schema, type)));
    List<Row> rows = predicted.collectAsList();
    assertThat(rows).hasSize(10 * labels.size()).hasSize(Math.toIntExact(count));
    for (Row row : rows) {
      assertThat(row.get(2)).as("prediction for %s", row).isEqualTo(row.get(1));
      List<Float> probability = row.getList(3);
      assertThat(probability).hasSize(classes.size());
      assertThat(probability.stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-6));
    }
  }
}
