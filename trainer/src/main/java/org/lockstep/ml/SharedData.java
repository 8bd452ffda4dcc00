package org.lockstep.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.lockstep.data.DatasetTable;
import org.lockstep.data.TrainingDataCache;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What several fits of one DataFrame share: a cross-validation fits each fold once for each of its
 * settings, and the examples are read, checked and dealt to lanes for the first of them alone.
 *
 * <p>Two DataFrames are one if Spark finds that their plans mean the same, over the very same
 * sources. The examples are released when another DataFrame is fitted, or {@value #IDLE_SECONDS}
 * seconds after the last fit.
 */
final class SharedData {
  private static final long IDLE_SECONDS = 10;

  private static final List<SharedData> ALL = new ArrayList<>();
  private static final ScheduledExecutorService LATER =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "lockstep-release");
            thread.setDaemon(true);
            return thread;
          });

  private final Dataset<Row> rows;
  private final TrainingDataCache cache;
  private int users;
  private long uses;

  private SharedData(Dataset<Row> rows) {
    this.rows = rows;
    cache = new TrainingDataCache(rows.sparkSession(), path -> new DatasetTable(rows));
  }

  /** Does something with the examples of a DataFrame. */
  static <T> T of(Dataset<?> dataset, Function<TrainingDataCache, T> work) {
    SharedData data = take(dataset.toDF());
    try {
      return work.apply(data.cache);
    } finally {
      data.giveBack();
    }
  }

  private static SharedData take(Dataset<Row> rows) {
    synchronized (ALL) {
      SharedData data = ALL.stream().filter(known -> known.isOf(rows)).findFirst().orElse(null);
      if (data == null) {
        List.copyOf(ALL).forEach(SharedData::releaseIfIdle);
        data = new SharedData(rows);
        ALL.add(data);
      }
      data.users++;
      data.uses++;
      return data;
    }
  }

  private boolean isOf(Dataset<Row> other) {
    if (other.sparkSession() != rows.sparkSession()) {
      return false;
    }
    List<LogicalPlan> mine = leaves(rows);
    List<LogicalPlan> others = leaves(other);
    for (int i = 0; i < mine.size(); i++) {
      if (mine.size() != others.size() || mine.get(i) != others.get(i)) {
        return false; // the files of one path may have changed between two readings
      }
    }
    return rows.sameSemantics(other);
  }

  private static List<LogicalPlan> leaves(Dataset<Row> rows) {
    return CollectionConverters.asJava(
        ((org.apache.spark.sql.classic.Dataset<Row>) rows)
            .queryExecution()
            .analyzed()
            .collectLeaves());
  }

  private void giveBack() {
    synchronized (ALL) {
      users--;
      long before = uses;
      Future<?> unused =
          LATER.schedule(() -> releaseIfUnusedSince(before), IDLE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void releaseIfUnusedSince(long before) {
    synchronized (ALL) {
      if (uses == before) {
        releaseIfIdle();
      }
    }
  }

  private void releaseIfIdle() {
    if (users == 0 && ALL.remove(this) && !rows.sparkSession().sparkContext().isStopped()) {
      cache.close();
    }
  }
}
