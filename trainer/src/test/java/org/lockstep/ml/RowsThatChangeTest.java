package org.lockstep.ml;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rand;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.RDDBlockId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lockstep.UserException;
import org.lockstep.data.lane.TrainingDataCache;
import org.lockstep.data.table.DatasetTable;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.RunSettings;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.checkpoint.EpochResult;
import scala.jdk.javaapi.CollectionConverters;

/** A DataFrame whose rows differ each time it is read is refused, or read once. */
@Tag("spark")
class RowsThatChangeTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final String SMALL = "spark.lockstep.smallTableBytes";
  private static final int ROWS = 300;
  private static final AtomicLong CALLS = new AtomicLong();

  @TempDir private Path folder;

  @AfterEach
  void forget() {
    SPARK.conf().unset(SMALL);
    SPARK.catalog().clearCache();
  }

  /** A number that differs for each row and for each time that the row is read. */
  private static Column another() {
    UDF0<Long> count = () -> CALLS.incrementAndGet(); // not CALLS::, which would send a copy
    return udf(count, DataTypes.LongType).asNondeterministic().apply();
  }

  /** 0 when all rows are read for the first time, 1 for the second time, and so on. */
  private static Column pass() {
    return another().minus(1).divide(ROWS).cast("long");
  }

  private enum Kind {
    A_NUMBER(rows -> rows.withColumn("x0", another())),
    A_NUMBER_OF_A_FEW_ROWS(
        rows -> rows.withColumn("x0", when(col("x0").lt(0.2), another()).otherwise(col("x0")))),
    AN_ELEMENT_OF_AN_ARRAY(rows -> rows.withColumn("more", array(col("x0"), another(), col("x1")))),
    THE_WIDTH_OF_AN_ARRAY(
        rows -> rows.withColumn("more", slice(col("more"), lit(1), pass().plus(1).cast("int")))),
    NULL_LATER(rows -> rows.withColumn("x0", when(pass().equalTo(0), col("x0")))),
    FEWER_ROWS(rows -> rows.where(pass().equalTo(0).or(col("x0").gt(1)))),
    MORE_ROWS(rows -> rows.where(pass().gt(0).or(col("x0").gt(1)))),
    A_SAMPLE(rows -> rows.where(randomBoolean())),
    A_LABEL(rows -> rows.withColumn("label", another().mod(7))),
    A_LABEL_THAT_WAS_NOT_SURVEYED(rows -> rows.withColumn("label", another().mod(7).plus(pass()))),
    A_WORD(rows -> rows.withColumn("x1", another().mod(7).cast("string"))),
    A_WORD_THAT_WAS_NOT_SURVEYED(
        rows -> rows.withColumn("x1", another().mod(7).plus(pass()).cast("string")));

    private final UnaryOperator<Dataset<Row>> change;

    Kind(UnaryOperator<Dataset<Row>> change) {
      this.change = change;
    }

    Dataset<Row> rows() {
      CALLS.set(0);
      return change.apply(table());
    }
  }

  /** Computed from an RDD: of a list in the driver Spark would compute columns while it plans. */
  private static Dataset<Row> table() {
    return SPARK.createDataFrame(Blobs.table(SPARK, ROWS).toJavaRDD(), Blobs.SCHEMA);
  }

  private static Column randomBoolean() {
    UDF0<Boolean> toss = () -> java.util.concurrent.ThreadLocalRandom.current().nextBoolean();
    return udf(toss, DataTypes.BooleanType).asNondeterministic().apply();
  }

  /** Records how many examples a fit trains on and validates on. */
  private static final class Examples implements TrainingListener {
    private final List<Long> counts = new ArrayList<>();

    @Override
    public void started(TrainingPlan plan) {
      counts.add(plan.examples());
      counts.add(plan.validationExamples());
    }
  }

  private static LockstepClassifier classifier() {
    return new LockstepClassifier()
        .setFeaturesCols("x0", "x1", "more")
        .setHiddenLayers(6)
        .setMaxIter(2)
        .setBatchSize(20)
        .setLanes(4);
  }

  private static void assertRefused(LockstepClassifier classifier, Dataset<Row> rows) {
    assertThatThrownBy(() -> classifier.fit(rows))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the table gives other rows each time it is read: ")
        .hasMessageEndingWith(
            " (the DataFrame); cache it, or write it and train on what was written")
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @EnumSource
  void aTableThatIsReadTwiceIsRefused(Kind kind) {
    SPARK.conf().set(SMALL, "0");

    assertRefused(classifier(), kind.rows());
  }

  @ParameterizedTest
  @EnumSource
  void cachingAsTheMessageAdvisesSucceeds(Kind kind) {
    SPARK.conf().set(SMALL, "0");
    Dataset<Row> cached = kind.rows().cache();

    assertThat(classifier().fit(cached).digest()).isEqualTo(classifier().fit(cached).digest());
  }

  @ParameterizedTest
  @EnumSource
  void aSmallTableIsReadOnce(Kind kind) {
    SPARK.conf().set(SMALL, String.valueOf(Long.MAX_VALUE));

    assertThat(classifier().fit(kind.rows()).hasSummary()).isTrue();
  }

  @Test
  void theMessageHasTheNumbersOfRows() {
    SPARK.conf().set(SMALL, "0");

    assertThatThrownBy(() -> classifier().fit(Kind.FEWER_ROWS.rows()))
        .hasMessageMatching(".*each time it is read: 300 rows, then [12]\\d\\d .*");
    assertThatThrownBy(() -> classifier().fit(Kind.A_NUMBER.rows()))
        .hasMessageContaining("each time it is read: 300 rows both times, but other values");
  }

  @Test
  void exampleWeightsThatChangeAreRefused() {
    SPARK.conf().set(SMALL, "0");

    assertRefused(classifier().setWeightCol("w"), table().withColumn("w", another()));
  }

  @Test
  void unusedColumnsMayChange() {
    SPARK.conf().set(SMALL, "0");
    Dataset<Row> rows = table();

    assertThat(classifier().fit(rows.withColumn("time", another())).digest())
        .isEqualTo(classifier().fit(rows).digest());
  }

  @Test
  void validationRowsThatChangeAreRefused() {
    SPARK.conf().set(SMALL, "0");
    Dataset<Row> rows =
        table()
            .withColumn("held", col("x0").gt(2))
            .withColumn("x1", when(col("held"), another()).otherwise(col("x1")));

    assertRefused(classifier().setValidationIndicatorCol("held"), rows);
  }

  @Test
  void aValidationIndicatorThatChangesIsRefused() {
    SPARK.conf().set(SMALL, "0");

    assertRefused(
        classifier().setValidationIndicatorCol("held"),
        table().withColumn("held", randomBoolean()));
  }

  @Test
  void aValidationIndicatorOfASmallTableIsReadOnce() {
    SPARK.conf().set(SMALL, String.valueOf(Long.MAX_VALUE));
    Examples seen = new Examples();

    classifier()
        .setValidationIndicatorCol("held")
        .setListeners(seen)
        .fit(table().withColumn("held", randomBoolean()));

    assertThat(seen.counts.get(0) + seen.counts.get(1)).isEqualTo(ROWS);
  }

  @Test
  void aSmallTableWithAValidationIndicatorTrainsTheSameBitsAsALargeOne() {
    Dataset<Row> rows = table().withColumn("held", col("x0").gt(2));
    LockstepClassifier classifier = classifier().setValidationIndicatorCol("held");
    SPARK.conf().set(SMALL, String.valueOf(Long.MAX_VALUE));
    String small = classifier.fit(rows).digest();

    SPARK.conf().set(SMALL, "0");

    assertThat(classifier.fit(rows).digest()).isEqualTo(small);
  }

  @Test
  void randomNumbersWithASeedAndPlainAggregatesAreTheSameRows() {
    SPARK.conf().set(SMALL, "0");
    Dataset<Row> seeded = table().withColumn("x0", rand(7));
    Dataset<Row> joined =
        table()
            .repartition(5)
            .drop("x0")
            .join(table().groupBy("label").agg(avg("x1").as("x0")), "label");

    assertThat(classifier().fit(seeded).hasSummary()).isTrue();
    assertThat(classifier().fit(joined).hasSummary()).isTrue();
  }

  @Test
  void aRefusedFitLeavesNothingInTheSession() {
    SPARK.conf().set(SMALL, "0");
    int before = SPARK.sparkContext().getPersistentRDDs().size();
    Dataset<Row> rows =
        table()
            .withColumn("held", col("x0").gt(2))
            .withColumn("x1", when(col("held"), another()).otherwise(col("x1")));

    assertRefused(classifier().setValidationIndicatorCol("held"), rows);

    assertThat(SPARK.sparkContext().getPersistentRDDs().size()).isEqualTo(before);
  }

  /** Takes all that Spark keeps of the examples, and of the DataFrame that they come from. */
  private static void loseEverything(Dataset<Row> cached) {
    cached.unpersist(true);
    CollectionConverters.asJava(SPARK.sparkContext().getPersistentRDDs())
        .forEach(
            (id, rdd) -> {
              for (int p = 0; p < rdd.getNumPartitions(); p++) {
                SparkEnv.get().blockManager().removeBlock(new RDDBlockId((int) id, p), true);
              }
            });
    CollectionConverters.asJava(SparkEnv.get().blockManager().diskBlockManager().getAllFiles())
        .stream()
        .filter(file -> file.getName().startsWith("shuffle_"))
        .forEach(File::delete);
  }

  private static TrainingListener loseAfterFirstEpoch(Dataset<Row> cached) {
    return new TrainingListener() {
      @Override
      public void epochDone(EpochResult epoch) {
        if (epoch.epoch() == 1) {
          loseEverything(cached);
        }
      }
    };
  }

  @Test
  void lostExamplesThatChangeWhenRecomputedEndTheTraining() {
    SPARK.conf().set(SMALL, "0");
    Dataset<Row> cached = Kind.A_NUMBER.rows().cache();

    assertThatThrownBy(() -> trainByJobs(cached, loseAfterFirstEpoch(cached)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("what an executor has lost could not be computed again");
  }

  @Test
  void lostExamplesThatAreTheSameWhenRecomputedMakeNoDifference() {
    SPARK.conf().set(SMALL, "0");
    Dataset<Row> cached = table().cache();
    String expected = trainByJobs(table());

    assertThat(trainByJobs(cached, loseAfterFirstEpoch(cached))).isEqualTo(expected);
  }

  /**
   * The job exchange reads the lanes from Spark in each iteration; resident tasks would keep them
   * in memory.
   */
  private String trainByJobs(Dataset<Row> rows, TrainingListener... listeners) {
    RunSettings settings =
        Runs.classification(DatasetTable.NAME)
            .withExchange(ExchangeKind.JOB)
            .to(folder.resolve("model-" + System.nanoTime()).toString());
    try (TrainingDataCache cache = new TrainingDataCache(SPARK, path -> new DatasetTable(rows))) {
      return new Trainer(SPARK, settings, cache, listeners).train().model().digest();
    }
  }
}
