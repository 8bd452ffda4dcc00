package org.lockstep.ml.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lockstep.data.lane.TrainingDataCache;
import org.lockstep.data.table.DatasetTable;

/**
 * The examples of a DataFrame, shared by several fits: a cross-validation fits each fold once for
 * each of its settings, and the examples are read, checked and dealt to lanes only for the first.
 *
 * <p>Fits share only rows that are known to be the same ({@link CachedRows}), as the folds of a
 * cross-validation are, which Spark caches. That is known of an estimator, alone or in a Pipeline,
 * that reads columns of the cached DataFrame; not of one that reads columns which earlier stages of
 * a Pipeline compute, fitted anew for each setting: their functions may compute others. Put such
 * stages before the CrossValidator, or read the raw columns by {@code featuresCols}. The examples
 * are released when another DataFrame is fitted, or {@value #IDLE_SECONDS} seconds after the last
 * fit; those of a DataFrame that is not cached, when its fit is over.
 */
public final class SharedData {
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
  private final Optional<CachedRows> cachedRows;
  private final TrainingDataCache cache;
  private int users;
  private long uses;

  private SharedData(Dataset<Row> rows, Optional<CachedRows> cachedRows) {
    this.rows = rows;
    this.cachedRows = cachedRows;
    cache = new TrainingDataCache(rows.sparkSession(), path -> new DatasetTable(rows));
  }

  /** Runs a fit on the examples of a DataFrame. */
  public static <T> T of(Dataset<?> dataset, Function<TrainingDataCache, T> work) {
    SharedData data = take(dataset.toDF());
    try {
      return work.apply(data.cache);
    } finally {
      data.giveBack();
    }
  }

  private static SharedData take(Dataset<Row> rows) {
    Optional<CachedRows> cachedRows = CachedRows.of(rows);
    synchronized (ALL) {
      SharedData data =
          cachedRows
              .flatMap(known -> ALL.stream().filter(other -> other.isOf(known)).findFirst())
              .orElse(null);
      if (data == null) {
        List.copyOf(ALL).forEach(SharedData::releaseIfIdle);
        data = new SharedData(rows, cachedRows);
        ALL.add(data);
      }
      data.users++;
      data.uses++;
      return data;
    }
  }

  private boolean isOf(CachedRows known) {
    return cachedRows.map(known::areThoseOf).orElse(false);
  }

  private void giveBack() {
    synchronized (ALL) {
      users--;
      if (cachedRows.isEmpty()) {
        releaseIfIdle();
        return;
      }
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
