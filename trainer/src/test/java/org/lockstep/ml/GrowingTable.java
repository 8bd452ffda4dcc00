package org.lockstep.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.lockstep.support.Blobs;
import org.lockstep.support.SharedSpark;
import scala.jdk.javaapi.CollectionConverters;

/** Kinds of tables that grow from {@link #FIRST} rows to {@link #ALL} while an application runs. */
enum GrowingTable {
  FOLDER_READ_AGAIN {
    @Override
    Source in(String folder) {
      first().write().parquet(folder);
      return new Source(
          () -> SPARK.read().parquet(folder), () -> more().write().mode("append").parquet(folder));
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
          () -> SPARK.read().parquet(folder), () -> more().write().mode("append").parquet(folder));
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
      Dataset<Row> rows = cached.filter((FilterFunction<Row>) GrowingTable::isShown);
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

  static final int FIRST = 42;
  static final int ALL = 162;

  private static final SparkSession SPARK = SharedSpark.session();

  static Dataset<Row> first() {
    return Blobs.table(SPARK, FIRST);
  }

  static Dataset<Row> more() {
    return SPARK.createDataFrame(Blobs.rows(ALL).subList(FIRST, ALL), Blobs.SCHEMA);
  }

  static List<Row> firstRows() {
    return first().collectAsList();
  }

  static List<Row> lastRows() {
    return more().collectAsList();
  }

  /** Reads a table, and adds rows to it. */
  record Source(Supplier<Dataset<Row>> rows, Runnable grow) {}

  /** State that a function reads besides its row. */
  private static final class Shown {
    private static volatile int count;
  }

  private static boolean isShown(Row row) {
    return Blobs.rows(Shown.count).stream().anyMatch(r -> r.getDouble(0) == row.getDouble(0));
  }

  /** The source that an RDD is computed from. */
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
}
