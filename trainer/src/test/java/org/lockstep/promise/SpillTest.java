package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.SparkEnv;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.RDDBlockId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.NetworkSettings;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Reference;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.checkpoint.EpochResult;
import scala.jdk.javaapi.CollectionConverters;

/** Wherever the examples lie, in memory, on disk or lost for a while: the same bits. */
@Tag("spark")
@Timeout(300)
class SpillTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final String STORAGE = "spark.lockstep.storageLevel";
  private static final String SMALL = "spark.lockstep.smallTableBytes";

  @TempDir private static Path folder;
  private static String table;
  private static String expected;
  private static String texts;

  /** 26 MB of floats in two lanes: each has two windows of blocks, and is never whole in memory. */
  @BeforeAll
  static void writeTable() {
    table = folder.resolve("table").toString();
    SPARK
        .range(0, 640, 1, 4)
        .selectExpr(
            "transform(sequence(0, 9999), c -> cast(hash(id, c) / 2147483648 as float)) as x",
            "cast(id % 2 as int) as y")
        .write()
        .parquet(table);
    SPARK.conf().set(SMALL, String.valueOf(1L << 30)); // sorted by the driver
    expected = train(2, ExchangeKind.RESIDENT);
    SPARK.conf().unset(SMALL);
    texts = folder.resolve("texts").toString();
    UDF1<Long, Vector> text = SpillTest::text;
    SPARK
        .range(0, 640, 1, 4)
        .select(
            functions.udf(text, SQLDataTypes.VectorType()).apply(functions.col("id")).as("x"),
            functions.expr("cast(id % 2 as int) as y"))
        .write()
        .parquet(texts);
  }

  /** 26 MB of indices and numbers in rows of different lengths, 5,000 numbers a row. */
  private static Vector text(long id) {
    int count = 2_500 + (int) (id * 7919 % 5_001);
    int[] words = new int[count];
    double[] numbers = new double[count];
    for (int k = 0; k < count; k++) {
      words[k] = 13 * k + (int) ((id * 31 + k * 17L) % 13);
      numbers[k] = 1 + (id + k) % 5;
    }
    return Vectors.sparse(100_000, words, numbers);
  }

  @AfterEach
  void forgetSettings() {
    SPARK.conf().unset(STORAGE);
    SPARK.conf().unset(SMALL);
  }

  private static Runs runs(String table) {
    return Runs.classification(table)
        .withColumns(List.of("y"), List.of("x"))
        .withValidation(new Validation.Fraction(0.1))
        .withNetwork(NetworkSettings.of(List.of(4), Activation.TANH, new Loss.CrossEntropy(0)))
        .withDescent(DescentSettings.of(new Sgd(), 0.01))
        .withBatchSize(30)
        .withEpochs(2)
        .withLanes(2);
  }

  private static String train(
      int partitions, ExchangeKind exchange, TrainingListener... listeners) {
    return train(runs(table), partitions, exchange, listeners);
  }

  private static String train(
      Runs runs, int partitions, ExchangeKind exchange, TrainingListener... listeners) {
    RunSettings settings =
        runs.withPartitions(partitions)
            .withExchange(exchange)
            .to(folder.resolve("model-" + System.nanoTime()).toString());
    return new Trainer(SPARK, settings, listeners).train().model().digest();
  }

  @ParameterizedTest(name = "{0}, {1} partitions, {2}")
  @CsvSource({
    "MEMORY_AND_DISK, 1, RESIDENT",
    "MEMORY_AND_DISK, 2, JOB",
    "DISK_ONLY, 1, JOB",
    "DISK_ONLY, 2, RESIDENT"
  })
  void theModelIsTheSameForEveryStorageLevel(
      String storage, int partitions, ExchangeKind exchange) {
    SPARK.conf().set(STORAGE, storage);

    assertThat(train(partitions, exchange)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}, {1} partitions, {2}")
  @CsvSource({
    "MEMORY_AND_DISK, 2, RESIDENT",
    "DISK_ONLY, 1, RESIDENT",
    "DISK_ONLY, 2, SHARDED",
    "DISK_ONLY, 2, JOB"
  })
  void theModelOfSparseVectorsIsThatOfTheReferenceTrainerForEveryStorageLevel(
      String storage, int partitions, ExchangeKind exchange) {
    SPARK.conf().set(STORAGE, storage);
    List<Long> blocks = new ArrayList<>();
    Runnable look = () -> files(SpillTest::isBlock).forEach(file -> blocks.add(file.length()));

    String digest = train(runs(texts), partitions, exchange, new AfterFirstEpoch(look));

    assertThat(digest).isEqualTo(Reference.digest(runs(texts)));
    if (storage.equals("DISK_ONLY")) {
      assertThat(blocks).as("blocks on disk").hasSizeGreaterThan(40);
      assertThat(blocks.stream().mapToLong(Long::longValue).sum())
          .as("only the numbers that are there, not 640 rows of 100,000")
          .isBetween(20_000_000L, 32_000_000L);
    }
  }

  /** Does something once, after the first epoch. */
  private record AfterFirstEpoch(Runnable deed) implements TrainingListener {
    @Override
    public void epochDone(EpochResult epoch) {
      if (epoch.epoch() == 1) {
        deed.run();
      }
    }
  }

  /** The files of blocks, or of the shuffle, that Spark has on disk now. */
  private static List<File> files(Predicate<File> wanted) {
    return CollectionConverters.asJava(
            SparkEnv.get().blockManager().diskBlockManager().getAllFiles())
        .stream()
        .filter(wanted)
        .toList();
  }

  private static boolean isBlock(File file) {
    return file.getName().startsWith("rdd_");
  }

  @Test
  void blocksWhoseFilesAreLostDuringTheRunAreRecomputed() {
    assertThat(trainedWithLosses(runs(table))).isEqualTo(expected);
    assertThat(trainedWithLosses(runs(texts))).isEqualTo(Reference.digest(runs(texts)));
  }

  private static String trainedWithLosses(Runs runs) {
    SPARK.conf().set(STORAGE, "DISK_ONLY");
    List<File> lost = new ArrayList<>();
    Runnable lose =
        () -> {
          lost.addAll(files(SpillTest::isBlock));
          lost.forEach(File::delete);
        };
    String digest = train(runs, 2, ExchangeKind.RESIDENT, new AfterFirstEpoch(lose));
    assertThat(lost).as("blocks on disk").hasSizeGreaterThan(40);
    return digest;
  }

  @ParameterizedTest
  @CsvSource({"RESIDENT", "JOB"})
  void blocksDroppedByAnExecutorDuringTheRunAreRecomputed(ExchangeKind exchange) {
    List<Integer> dropped = new ArrayList<>();
    Runnable drop =
        () ->
            CollectionConverters.asJava(SPARK.sparkContext().getPersistentRDDs())
                .forEach(
                    (id, rdd) -> {
                      for (int p = 0; p < rdd.getNumPartitions(); p++) {
                        SparkEnv.get()
                            .blockManager()
                            .removeBlock(new RDDBlockId((int) id, p), true);
                        dropped.add(p);
                      }
                    });

    String digest = train(2, exchange, new AfterFirstEpoch(drop));

    assertThat(dropped).hasSizeGreaterThan(40);
    assertThat(digest).isEqualTo(expected);
  }

  @Test
  void noFilesRemainOnDiskAfterTraining() throws InterruptedException {
    SPARK.conf().set(STORAGE, "DISK_ONLY");
    List<File> before = files(file -> true);
    List<File> during = new ArrayList<>();

    train(2, ExchangeKind.RESIDENT, new AfterFirstEpoch(() -> during.addAll(files(f -> true))));

    during.removeAll(before);
    assertThat(during).anyMatch(SpillTest::isBlock).anyMatch(f -> !isBlock(f));
    List<File> left = during;
    for (int look = 0; look < 100 && !left.isEmpty(); look++) {
      Thread.sleep(100); // Spark deletes them on a thread of its own
      left = during.stream().filter(File::exists).toList();
    }
    assertThat(left).isEmpty();
    assertThat(SPARK.sparkContext().getPersistentRDDs().isEmpty()).isTrue();
  }
}
