package org.lockstep.listener.sparkui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.lockstep.listener.RunMetrics;
import org.lockstep.support.Blobs;
import org.lockstep.support.Http;
import org.lockstep.support.Runs;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.exchange.LockstepPlugin;

/** Starts and stops sessions, with a UI, with another and without one, and trains in each. */
final class SessionsInTurn {
  private SessionsInTurn() {}

  /**
   * Throws an error if a check fails.
   *
   * @param args a folder
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    for (String name : List.of("first", "second", "without")) {
      trainInASession(folder, name);
      assertThat(LockstepPlugin.metrics()).isEmpty();
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .noneMatch(thread -> thread.startsWith("lockstep"));
    }
  }

  private static void trainInASession(Path folder, String name) throws IOException {
    boolean hasUi = !name.equals("without");
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", hasUi)
            .config("spark.ui.port", 0)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.plugins", LockstepPlugin.class.getName())
            .getOrCreate()) {
      SparkContext context = spark.sparkContext();
      List<TrainingListener> listeners = new ArrayList<>();
      LockstepPlugin.metrics().map(RunMetrics::new).ifPresent(listeners::add);
      LiveView.of(context).ifPresent(listeners::add);
      assertThat(listeners).hasSize(hasUi ? 2 : 1);
      String table = folder.resolve(name + "-table").toString();
      Blobs.table(spark, 60).write().parquet(table);

      new Trainer(
              spark,
              Runs.classification(table).withPartitions(2).to(folder.resolve(name).toString()),
              listeners.toArray(TrainingListener[]::new))
          .train();

      if (hasUi) {
        assertThat(Http.get(context.uiWebUrl().get() + "/lockstep/"))
            .contains("Run 1, finished", folder.resolve(name).toString())
            .doesNotContain("Runs of this application");
      }
    }
  }
}
