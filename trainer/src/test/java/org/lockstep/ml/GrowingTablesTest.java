package org.lockstep.ml;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lockstep.support.Blobs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import scala.jdk.javaapi.CollectionConverters;

/** A fit trains on the rows that its DataFrame has now, also if it was fitted before with fewer. */
@Tag("spark")
class GrowingTablesTest {
  private static final SparkSession SPARK = SharedSpark.session();

  @TempDir private Path folder;

  @AfterEach
  void forget() throws TimeoutException {
    for (StreamingQuery query : SPARK.streams().active()) {
      query.stop();
    }
    SPARK.catalog().clearCache();
    SPARK.catalog().dropTempView("growing");
    SPARK.sql("DROP TABLE IF EXISTS growing_table");
  }

  private static LockstepClassifier classifier(Examples seen) {
    return new LockstepClassifier()
        .setFeaturesCols("x0", "x1", "more")
        .setHiddenLayers(6)
        .setMaxIter(2)
        .setBatchSize(20)
        .setLanes(4)
        .setListeners(seen);
  }

  /** Records the number of examples of each fit, and how often they were prepared. */
  private static final class Examples implements TrainingListener {
    private final List<Long> counts = new ArrayList<>();
    private int preparations;

    @Override
    public void dataPrepared(long nanos) {
      preparations++;
    }

    @Override
    public void started(TrainingPlan plan) {
      counts.add(plan.examples());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSecondFitTrainsOnAllRowsOfATableThatHasGrown(GrowingTable kind) {
    GrowingTable.Source source = kind.in(folder.resolve("table").toString());
    Examples examples = new Examples();
    LockstepClassifier classifier = classifier(examples);

    classifier.fit(source.rows().get());
    source.grow().run();
    LockstepClassificationModel second = classifier.fit(source.rows().get());

    assertThat(examples.counts).containsExactly((long) GrowingTable.FIRST, (long) GrowingTable.ALL);
    assertThat(second.digest())
        .isEqualTo(classifier.fit(Blobs.table(SPARK, GrowingTable.ALL)).digest());
  }

  @Test
  void aCachedDataFrameIsPreparedOnceHoweverItIsReferenced() {
    Dataset<Row> rows = Blobs.table(SPARK, GrowingTable.ALL);
    rows.count(); // so that this DataFrame was planned without the cache
    rows.cache();
    rows.createOrReplaceTempView("growing");
    Examples examples = new Examples();
    LockstepClassifier classifier = classifier(examples);

    String first = classifier.fit(rows).digest();
    String second = classifier.fit(rows).digest();
    String third = classifier.fit(SPARK.table("growing")).digest();

    assertThat(examples.preparations).isEqualTo(1);
    assertThat(List.of(second, third)).containsOnly(first);
  }

  @Test
  void aDataFrameThatIsUnpersistedAndCachedAgainIsReadAgain() {
    String table = folder.resolve("table").toString();
    GrowingTable.first().write().parquet(table);
    Dataset<Row> rows = SPARK.read().parquet(table).cache();
    Examples examples = new Examples();
    LockstepClassifier classifier = classifier(examples);
    classifier.fit(rows);

    rows.unpersist();
    GrowingTable.more().write().mode("append").parquet(table);
    classifier.fit(SPARK.read().parquet(table).cache());

    assertThat(examples.counts).containsExactly((long) GrowingTable.FIRST, (long) GrowingTable.ALL);
  }

  @Test
  void swappedColumnNamesOfACachedDataFrameAreNotConfused() {
    Dataset<Row> rows = Blobs.table(SPARK, GrowingTable.ALL).cache();
    Dataset<Row> swapped =
        rows.select(
            col("x1").as("x0"),
            col("target").as("x1"),
            col("more"),
            col("label"),
            col("x0").as("target"));
    Dataset<Row> plain =
        rows.select(col("x1"), col("target"), col("more"), col("label"), col("x0"));
    Examples examples = new Examples();
    LockstepClassifier classifier = classifier(examples);

    String digest = classifier.fit(plain).digest();
    LockstepClassificationModel other = classifier.fit(swapped);

    assertThat(examples.preparations).isEqualTo(2);
    assertThat(other.digest()).isNotEqualTo(digest);
  }

  @Test
  void fitsOfOneCallShareTheRowsThatWereReadForTheFirst() {
    Examples examples = new Examples();
    LockstepClassifier classifier = classifier(examples);
    ParamMap[] maps = {
      new ParamMap().put(classifier.stepSize(), 0.1), new ParamMap().put(classifier.stepSize(), 0.2)
    };
    Dataset<Row> rows = Blobs.table(SPARK, GrowingTable.ALL);

    var models = classifier.fit(rows, CollectionConverters.asScala(Arrays.asList(maps)).toSeq());

    assertThat(examples.preparations).isEqualTo(1);
    assertThat(models.apply(0).digest()).isEqualTo(classifier.copy(maps[0]).fit(rows).digest());
    assertThat(models.apply(1).digest()).isEqualTo(classifier.copy(maps[1]).fit(rows).digest());
    assertThat(examples.preparations).isEqualTo(3);
  }

  @Test
  void aFitOfAnUncachedDataFrameLeavesNothingCached() {
    Set<Object> before = cached();

    classifier(new Examples()).fit(GrowingTable.first());

    assertThat(before).containsAll(cached());
  }

  private static Set<Object> cached() {
    return Set.copyOf(
        CollectionConverters.asJava(SPARK.sparkContext().getPersistentRDDs()).keySet());
  }
}
