package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.ml.LockstepClassifier;
import org.lockstep.model.Model;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.OwnProcess;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;
import org.lockstep.training.Trainer;
import org.lockstep.training.evaluation.Evaluation;
import org.lockstep.training.evaluation.Prediction;

/** Everything works, with the same bits, with {@code spark.kryo.registrationRequired}. */
@Tag("spark")
class KryoTest {
  static final int ROWS = 200;
  static final Column HELD = functions.col("x0").gt(2);

  private static final SparkSession SPARK = SharedSpark.session();

  @TempDir private Path folder;

  static LockstepClassifier classifier() {
    return new LockstepClassifier()
        .setFeaturesCols("x0", "x1", "more")
        .setValidationIndicatorCol("held")
        .setHiddenLayers(6)
        .setMaxIter(2)
        .setLanes(4);
  }

  private Model train(Runs runs) {
    return new Trainer(SPARK, runs.to(folder.resolve("model-" + System.nanoTime()).toString()))
        .train()
        .model();
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[2]", "local-cluster[2,1,512]"})
  void everythingWorksWithKryoRegistrationRequired(String master) throws Exception {
    String table = folder.resolve("same").toString();
    Blobs.table(SPARK, ROWS).write().parquet(table);
    String trained =
        train(Runs.classification(table).withValidation(new Validation.Fraction(0.25))).digest();
    Model regression = train(Runs.regression(table));
    String texts = folder.resolve("texts").toString();
    Tables.write(Path.of(texts), SparseTexts.SCHEMA, SparseTexts.rows(ROWS), 4);
    Model sparse = train(SparseTexts.runs(texts));
    String fitted = classifier().fit(Blobs.table(SPARK, ROWS).withColumn("held", HELD)).digest();

    List<String> printed =
        OwnProcess.run(
                RegisteredClassesOnly.class,
                folder,
                OwnProcess.sparkHome(folder),
                master,
                folder.toString())
            .lines()
            .toList();

    assertThat(printed)
        .filteredOn(line -> line.startsWith("trained"))
        .hasSize(4)
        .containsOnly("trained " + trained);
    assertThat(printed).contains("regression " + regression.digest());
    assertThat(printed)
        .filteredOn(line -> line.startsWith("sparse"))
        .hasSize(4)
        .containsOnly("sparse " + sparse.digest());
    assertThat(printed)
        .contains("texts " + Evaluation.evaluate(SPARK, sparse, texts, Optional.empty()));
    assertThat(printed)
        .contains("evaluated " + Evaluation.evaluate(SPARK, regression, table, Optional.empty()))
        .contains("drawn " + Prediction.sample(SPARK, regression, table, 3));
    assertThat(printed)
        .filteredOn(line -> line.startsWith("fitted"))
        .hasSize(2)
        .containsOnly("fitted " + fitted);
    assertThat(printed).contains("predicted true", "collected 3").doesNotContain("predicted false");
    assertThat(printed).anyMatch(line -> line.startsWith("product "));
  }
}
