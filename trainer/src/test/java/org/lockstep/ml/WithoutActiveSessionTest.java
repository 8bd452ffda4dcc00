package org.lockstep.ml;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;

/** A DataFrame brings its own session: a thread need not have one. */
@Tag("spark")
class WithoutActiveSessionTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final int ROWS = 120;

  @TempDir private static Path folder;

  @AfterEach
  void bringTheSessionBack() {
    SparkSession.setDefaultSession(SPARK);
    SparkSession.setActiveSession(SPARK);
    SPARK.conf().unset("spark.lockstep.smallTableBytes");
  }

  /** Runs code in a thread without an active session, and without a default session. */
  private static <T> T alone(Callable<T> work) throws Exception {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              SparkSession.clearActiveSession();
              return work.call();
            });
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    try {
      Thread thread = new Thread(task, "without-a-session");
      thread.start();
      return task.get();
    } finally {
      SparkSession.setDefaultSession(SPARK);
      SparkSession.setActiveSession(SPARK);
    }
  }

  private static LockstepClassifier classifier() {
    return new LockstepClassifier()
        .setFeaturesCols("x0", "x1", "more")
        .setHiddenLayers(6)
        .setMaxIter(2)
        .setLanes(4);
  }

  private static Dataset<Row> rows() {
    return Blobs.table(SPARK, ROWS).withColumn("held", col("x0").gt(2));
  }

  private record Use(String name, String smallTableBytes, Callable<?> work) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Use> uses() throws Exception {
    Dataset<Row> rows = rows();
    Dataset<Row> cached = rows().cache();
    LockstepClassificationModel model = classifier().fit(rows);
    String saved = folder.resolve("saved").toString();
    String table = folder.resolve("table").toString();
    rows.drop("held").write().parquet(table);
    return Stream.of(
        new Use("fit of a small table", "4000000", () -> classifier().fit(rows).digest()),
        new Use("fit of a large table", "0", () -> classifier().fit(rows).digest()),
        new Use("fit of a cached table", "0", () -> classifier().fit(cached).digest()),
        new Use(
            "fit with marks",
            "0",
            () -> classifier().setValidationIndicatorCol("held").fit(rows).digest()),
        new Use(
            "fit with marks of a small table",
            "4000000",
            () -> classifier().setValidationIndicatorCol("held").fit(rows).digest()),
        new Use("transform", "4000000", () -> model.transform(rows).collectAsList()),
        new Use(
            "function",
            "4000000",
            () ->
                rows.select(model.function(SPARK).apply(org.apache.spark.sql.functions.struct("*")))
                    .collectAsList()),
        new Use(
            "saving",
            "4000000",
            () -> {
              model.write().overwrite().session(SPARK).save(saved);
              return LockstepClassificationModel.read().session(SPARK).load(saved).digest();
            }),
        new Use(
            "a run",
            "0",
            () ->
                new Trainer(
                        SPARK,
                        Runs.classification(table)
                            .withValidation(new Validation.Fraction(0.3))
                            .to(folder.resolve("run-" + System.nanoTime()).toString()))
                    .train()
                    .model()
                    .digest()));
  }

  @ParameterizedTest
  @MethodSource("uses")
  void aThreadWithoutAnActiveSessionGetsTheSameResults(Use use) throws Exception {
    SPARK.conf().set("spark.lockstep.smallTableBytes", use.smallTableBytes());
    Object expected = use.work().call();

    assertThat((Object) alone(use.work())).isEqualTo(expected);
  }
}
