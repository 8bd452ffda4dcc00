package org.lockstep.jobs;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.sql.SparkSession;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.jobs.console.ProgressLog;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.settings.RunListeners;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.network.Topology;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.training.RunPlan;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingResult;

/**
 * Runs like the train command, for benchmarks: several runs in one session, each with a listener.
 */
public final class BenchmarkSession implements AutoCloseable {
  private final String file;
  private final List<String> overrides;
  private final SparkSessions spark;

  /**
   * Opens a session.
   *
   * @param file a settings file
   * @param overrides {@code KEY=VALUE} each, for all runs
   */
  public BenchmarkSession(String file, List<String> overrides) {
    Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.OFF);
    this.file = file;
    this.overrides = overrides;
    this.spark = SparkSessions.open(SettingsFile.read(file, overrides).spark());
  }

  /** The Spark session of all runs. */
  public SparkSession spark() {
    return spark.session();
  }

  /**
   * Trains.
   *
   * @param more additional overrides for this run
   */
  public TrainingResult train(List<String> more, TrainingListener listener) {
    return new Trainer(spark.session(), settings(more), listener).train();
  }

  /**
   * Trains like the train command, with all its listeners except the terminal.
   *
   * @param more additional overrides for this run
   * @param listener receives each event before the others
   */
  public TrainingResult trainWatched(List<String> more, TrainingListener listener) {
    SettingsFile settings = file(more);
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    TrainingListener console = new ProgressLog(nowhere, OptionalLong.empty(), System::nanoTime);
    List<TrainingListener> all = new ArrayList<>(List.of(listener));
    all.addAll(List.of(RunListeners.of(settings, spark.session(), List.of(console))));
    return new Trainer(spark.session(), settings.run(), all.toArray(TrainingListener[]::new))
        .train();
  }

  /** The settings and listeners of a run before its first iteration. */
  public record Prepared(RunSettings settings, TrainingData data, Topology topology) {}

  /**
   * Prepares a run; the caller must release its data.
   *
   * @param more additional overrides for this run
   */
  public Prepared prepare(List<String> more) {
    RunSettings settings = settings(more);
    TrainingSettings training = settings.training();
    int lanes = training.laneCount();
    int partitions = Math.min(lanes, spark.session().sparkContext().defaultParallelism());
    TrainingData data =
        TrainingData.prepare(
            spark.session(), settings.data(), training.batches().size(), lanes, () -> partitions);
    return new Prepared(settings, data, RunPlan.topology(training, data.encoding()));
  }

  private RunSettings settings(List<String> more) {
    return file(more).run();
  }

  private SettingsFile file(List<String> more) {
    List<String> all = new ArrayList<>(overrides);
    all.addAll(more);
    return SettingsFile.read(file, all);
  }

  @Override
  public void close() {
    spark.close();
  }
}
