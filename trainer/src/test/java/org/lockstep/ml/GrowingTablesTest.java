package org.lockstep.ml;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream;
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

/** A fit trains on the rows that its DataFrame has now, whatever was fitted before. */
@Tag("spark")
class GrowingTablesTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final int FIRST = 42;
  private static final int ALL = 162;

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

  private static Dataset<Row> first() {
    return Blobs.table(SPARK, FIRST);
  }

  private static Dataset<Row> more() {
    return SPARK.createDataFrame(Blobs.rows(ALL).subList(FIRST, ALL), Blobs.SCHEMA);
  }

  private static List<Row> firstRows() {
    return first().collectAsList();
  }

  private static List<Row> lastRows() {
    return more().collectAsList();
  }

  /** A table, how its rows are looked at, and how it grows. */
  private record Source(Supplier<Dataset<Row>> rows, Runnable grow) {}

  private enum Kind {
    FOLDER_READ_AGAIN {
      @Override
      Source in(String folder) {
        first().write().parquet(folder);
        return new Source(
            () -> SPARK.read().parquet(folder),
            () -> more().write().mode("append").parquet(folder));
      }
    },
    FOLDER_WRITTEN_ANEW {
      @Override
      Source in(String folder) {
        first().write().parquet(folder);
        return new Source(
            () -> SPARK.read().parquet(folder),
            () -> Blobs.table(SPARK, ALL).write().mode("overwrite").parquet(folder));
      }
    },
    FOLDER_BEHIND_A_VIEW_THAT_IS_REFRESHED {
      @Override
      Source in(String folder) {
        first().write().parquet(folder);
        SPARK.read().parquet(folder).createOrReplaceTempView("growing");
        return new Source(
            () -> SPARK.table("growing"),
            () -> {
              more().write().mode("append").parquet(folder);
              SPARK.catalog().refreshTable("growing");
            });
      }
    },
    ONE_DATAFRAME_OF_A_VIEW_THAT_IS_REFRESHED {
      @Override
      Source in(String folder) {
        first().write().parquet(folder);
        SPARK.read().parquet(folder).createOrReplaceTempView("growing");
        Dataset<Row> rows = SPARK.table("growing");
        return new Source(
            () -> rows,
            () -> {
              more().write().mode("append").parquet(folder);
              SPARK.catalog().refreshTable("growing");
            });
      }
    },
    VIEW_REPLACED {
      @Override
      Source in(String folder) {
        first().createOrReplaceTempView("growing");
        return new Source(
            () -> SPARK.table("growing"),
            () -> Blobs.table(SPARK, ALL).createOrReplaceTempView("growing"));
      }
    },
    TABLE_OF_THE_CATALOG {
      @Override
      Source in(String folder) {
        first().write().option("path", folder).saveAsTable("growing_table");
        return new Source(
            () -> SPARK.table("growing_table"), () -> more().write().insertInto("growing_table"));
      }
    },
    CACHED_TABLE_OF_THE_CATALOG {
      @Override
      Source in(String folder) {
        first().write().option("path", folder).saveAsTable("growing_table");
        SPARK.catalog().cacheTable("growing_table");
        return new Source(
            () -> SPARK.table("growing_table"), () -> more().write().insertInto("growing_table"));
      }
    },
    CACHED_FOLDER_THAT_SPARK_APPENDS_TO {
      @Override
      Source in(String folder) {
        first().write().parquet(folder);
        SPARK.read().parquet(folder).cache();
        return new Source(
            () -> SPARK.read().parquet(folder),
            () -> more().write().mode("append").parquet(folder));
      }
    },
    MEMORY_SINK {
      @Override
      Source in(String folder) {
        Sink sink = new Sink();
        sink.add(firstRows());
        return new Source(() -> SPARK.table("growing"), () -> sink.add(lastRows()));
      }
    },
    ONE_DATAFRAME_OF_A_MEMORY_SINK {
      @Override
      Source in(String folder) {
        Source source = MEMORY_SINK.in(folder);
        Dataset<Row> rows = source.rows().get();
        return new Source(() -> rows, source.grow());
      }
    },
    FUNCTION_OF_A_CACHED_DATAFRAME {
      @Override
      Source in(String folder) {
        Dataset<Row> cached = Blobs.table(SPARK, ALL).cache();
        Dataset<Row> rows = cached.filter((FilterFunction<Row>) GrowingTablesTest::isShown);
        Shown.count = FIRST;
        return new Source(() -> rows, () -> Shown.count = ALL);
      }
    },
    LIST_OF_AN_RDD {
      @Override
      Source in(String folder) {
        List<Row> list = new ArrayList<>(firstRows());
        Dataset<Row> rows =
            SPARK.createDataFrame(
                JavaSparkContext.fromSparkContext(SPARK.sparkContext())
                    .parallelize(List.of(0), 1)
                    .flatMap(any -> Growing.rows.iterator()),
                Blobs.SCHEMA);
        Growing.rows = list;
        return new Source(() -> rows, () -> Growing.rows.addAll(lastRows()));
      }
    };

    abstract Source in(String folder);
  }

  /** What a function looks at besides its row. */
  private static final class Shown {
    private static volatile int count;
  }

  private static boolean isShown(Row row) {
    return Blobs.rows(Shown.count).stream().anyMatch(r -> r.getDouble(0) == row.getDouble(0));
  }

  /** What an RDD is computed from. */
  private static final class Growing {
    private static List<Row> rows = List.of();
  }

  /** The table that a stream writes into. */
  private static final class Sink {
    private final MemoryStream<Row> stream =
        MemoryStream.apply(
            Encoders.row(Blobs.SCHEMA),
            ((org.apache.spark.sql.classic.SparkSession) SPARK).sqlContext());
    private final StreamingQuery query;

    Sink() {
      try {
        query = stream.toDF().writeStream().format("memory").queryName("growing").start();
      } catch (TimeoutException e) {
        throw new IllegalStateException(e);
      }
    }

    void add(List<Row> rows) {
      stream.addData(CollectionConverters.asScala(rows));
      query.processAllAvailable();
    }
  }

  private static LockstepClassifier classifier(Examples heard) {
    return new LockstepClassifier()
        .setFeaturesCols("x0", "x1", "more")
        .setHiddenLayers(6)
        .setMaxIter(2)
        .setBatchSize(20)
        .setLanes(4)
        .setListeners(heard);
  }

  /** Writes down how many examples each fit has, and how often they were made ready. */
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
  void aSecondFitTrainsOnAllRowsOfATableThatHasGrown(Kind kind) {
    Source source = kind.in(folder.resolve("table").toString());
    Examples heard = new Examples();
    LockstepClassifier classifier = classifier(heard);

    classifier.fit(source.rows().get());
    source.grow().run();
    LockstepClassificationModel second = classifier.fit(source.rows().get());

    assertThat(heard.counts).containsExactly((long) FIRST, (long) ALL);
    assertThat(second.digest()).isEqualTo(classifier.fit(Blobs.table(SPARK, ALL)).digest());
  }

  @Test
  void aCachedDataFrameIsPreparedOnceHoweverItIsReached() {
    Dataset<Row> rows = Blobs.table(SPARK, ALL);
    rows.count(); // so that this DataFrame was planned without the cache
    rows.cache();
    rows.createOrReplaceTempView("growing");
    Examples heard = new Examples();
    LockstepClassifier classifier = classifier(heard);

    String first = classifier.fit(rows).digest();
    String second = classifier.fit(rows).digest();
    String third = classifier.fit(SPARK.table("growing")).digest();

    assertThat(heard.preparations).isEqualTo(1);
    assertThat(List.of(second, third)).containsOnly(first);
  }

  @Test
  void aDataFrameThatIsCachedAnewIsReadAnew() {
    String table = folder.resolve("table").toString();
    first().write().parquet(table);
    Dataset<Row> rows = SPARK.read().parquet(table).cache();
    Examples heard = new Examples();
    LockstepClassifier classifier = classifier(heard);
    classifier.fit(rows);

    rows.unpersist();
    more().write().mode("append").parquet(table);
    classifier.fit(SPARK.read().parquet(table).cache());

    assertThat(heard.counts).containsExactly((long) FIRST, (long) ALL);
  }

  @Test
  void columnsOfACachedDataFrameThatHaveChangedNamesAreNotTakenForEachOther() {
    Dataset<Row> rows = Blobs.table(SPARK, ALL).cache();
    Dataset<Row> swapped =
        rows.select(
            col("x1").as("x0"),
            col("target").as("x1"),
            col("more"),
            col("label"),
            col("x0").as("target"));
    Dataset<Row> plain =
        rows.select(col("x1"), col("target"), col("more"), col("label"), col("x0"));
    Examples heard = new Examples();
    LockstepClassifier classifier = classifier(heard);

    String digest = classifier.fit(plain).digest();
    LockstepClassificationModel other = classifier.fit(swapped);

    assertThat(heard.preparations).isEqualTo(2);
    assertThat(other.digest()).isNotEqualTo(digest);
  }

  @Test
  void fitsOfOneCallShareTheRowsThatWereReadForTheFirst() {
    Examples heard = new Examples();
    LockstepClassifier classifier = classifier(heard);
    ParamMap[] maps = {
      new ParamMap().put(classifier.stepSize(), 0.1), new ParamMap().put(classifier.stepSize(), 0.2)
    };
    Dataset<Row> rows = Blobs.table(SPARK, ALL);

    var models = classifier.fit(rows, CollectionConverters.asScala(Arrays.asList(maps)).toSeq());

    assertThat(heard.preparations).isEqualTo(1);
    assertThat(models.apply(0).digest()).isEqualTo(classifier.copy(maps[0]).fit(rows).digest());
    assertThat(models.apply(1).digest()).isEqualTo(classifier.copy(maps[1]).fit(rows).digest());
    assertThat(heard.preparations).isEqualTo(3);
  }

  @Test
  void nothingOfAFitIsKeptWhereTheDataFrameIsNotCached() {
    Set<Object> before = cached();

    classifier(new Examples()).fit(first());

    assertThat(before).containsAll(cached());
  }

  private static Set<Object> cached() {
    return Set.copyOf(
        CollectionConverters.asJava(SPARK.sparkContext().getPersistentRDDs()).keySet());
  }
}
