package org.lockstep.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.lockstep.data.lane.TrainingDataCache;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.CheckpointSettings;
import org.lockstep.settings.DataSettings;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingResult;

/**
 * Runs a training on a DataFrame like the command line, in a temporary folder that is deleted
 * afterwards.
 */
final class Fit {
  private Fit() {}

  static TrainingResult run(
      SparkSession spark,
      TrainingDataCache cache,
      DataSettings data,
      TrainingSettings training,
      List<TrainingListener> listeners) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Path folder = temporaryFolder();
    String output = folder.resolve("run").toUri().toString();
    RunSettings run = new RunSettings(data, training, CheckpointSettings.NONE, output, false);
    Trainer trainer = new Trainer(spark, run, cache, listeners.toArray(TrainingListener[]::new));
    try (RunFolder begun =
        RunFolder.begin(hadoop, output, false, List.of(), "# begun by an estimator\n")) {
      return trainer.train(begun);
    } finally {
      delete(hadoop, folder);
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("lockstep-fit-");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary folder", e);
    }
  }

  private static void delete(Configuration hadoop, Path folder) {
    try {
      FileSystem.getLocal(hadoop).delete(new org.apache.hadoop.fs.Path(folder.toUri()), true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete %s".formatted(folder), e);
    }
  }
}
