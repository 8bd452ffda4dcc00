package org.lockstep.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.data.lane.TrainingDataCache;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.CheckpointSettings;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.TrainingResult;

/**
 * Runs a training on a DataFrame like the command line, in a temporary folder that is deleted
 * afterwards.
 */
final class Fit {
  private Fit() {}

  /**
   * Runs it.
   *
   * @param outputsCheck takes the number of the network's outputs before the first iteration; may
   *     throw a {@link UserException}
   */
  static TrainingResult run(
      SparkSession spark,
      TrainingDataCache cache,
      DataSettings data,
      TrainingSettings training,
      List<TrainingListener> listeners,
      IntConsumer outputsCheck) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Path folder = temporaryFolder();
    String output = folder.resolve("run").toUri().toString();
    RunSettings run = new RunSettings(data, training, CheckpointSettings.NONE, output, false);
    Outputs outputs = new Outputs(outputsCheck);
    List<TrainingListener> all = new ArrayList<>(List.of(outputs));
    all.addAll(listeners);
    Trainer trainer = new Trainer(spark, run, cache, all.toArray(TrainingListener[]::new));
    try (RunFolder begun =
        RunFolder.begin(hadoop, output, false, List.of(), "# begun by an estimator\n")) {
      return trainer.train(begun);
    } catch (RunStoppedException e) {
      throw outputs.fault().orElseThrow(() -> e);
    } finally {
      delete(hadoop, folder);
    }
  }

  /**
   * Checks parameters by the outputs of the network, which only the data tell, and stops the
   * training if they do not fit.
   */
  private static final class Outputs implements TrainingListener {
    private final IntConsumer check;
    private @Nullable RuntimeException fault;

    Outputs(IntConsumer check) {
      this.check = check;
    }

    @Override
    public void started(TrainingPlan plan) {
      try {
        check.accept(plan.topology().outputWidth());
      } catch (UserException e) {
        fault = e;
      }
    }

    @Override
    public boolean wantsToStop() {
      return fault != null;
    }

    Optional<RuntimeException> fault() {
      return Optional.ofNullable(fault);
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
