package org.lockstep.training.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.lockstep.OutOfBoundsException;
import org.lockstep.UserException;
import org.lockstep.optimization.DivergenceException;
import org.lockstep.optimization.LearningRate;
import org.lockstep.optimization.schedule.Exponential;
import org.lockstep.optimization.schedule.Span;
import org.lockstep.settings.CheckpointSettings;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.StoppingSettings;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.training.IterationResult;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;

/**
 * The learning rate range test: trains from the beginning while the learning rate rises by the same
 * factor in each of n iterations, and records the loss.
 *
 * <pre>
 *   η_k = 10⁻⁶ (10 / 10⁻⁶)^(k / (n - 1))
 * </pre>
 *
 * <p>It ends before the last iteration if the smoothed loss is four times its least, or the run
 * diverges. The run is a usual one but for its schedule and its end, so the curve has the same bits
 * for any partitioning and exchange. It writes no file.
 *
 * <p>Source: Smith, "Cyclical Learning Rates for Training Neural Networks", WACV 2017, section 3.3,
 * where the rate rises by the same amount.
 */
public final class RateFinder {
  /** The first rate. */
  public static final double FROM = 1e-6;

  /** The last rate. */
  public static final double TO = 10;

  /** Of fewer the curve would be noise. */
  public static final int LEAST_ITERATIONS = 20;

  private static final double RISE = 4;

  private RateFinder() {}

  /**
   * Runs it.
   *
   * @param settings of the run whose learning rate is to be found; of a cross-validation its first
   *     fold
   * @param iterations n, 20 or more
   * @param listeners of the run
   * @throws OutOfBoundsException if the iterations are fewer
   * @throws UserException if the optimizer takes no learning rate, or the data or the settings are
   *     invalid
   */
  public static RateCurve run(
      SparkSession spark, RunSettings settings, int iterations, TrainingListener... listeners) {
    if (iterations < LEAST_ITERATIONS) {
      throw new OutOfBoundsException(
          "iterations", iterations, "it must be %d or more".formatted(LEAST_ITERATIONS));
    }
    if (settings.training().descent().optimizer().isFullBatch()) {
      throw new UserException(
          "%s searches for the length of its steps"
              .formatted(settings.training().descent().optimizer().settingsName()),
          "training.optimizer.type",
          "there is no learning rate to find for it");
    }
    Recorder recorder = new Recorder(iterations);
    Path scratch = scratch();
    try {
      String output = scratch.resolve("run").toUri().toString();
      new Trainer(
              spark,
              raised(settings.firstFold(), iterations, output),
              Stream.concat(Stream.of(recorder), Stream.of(listeners))
                  .toArray(TrainingListener[]::new))
          .train();
    } catch (RunStoppedException e) {
      if (!recorder.isOver()) {
        throw e; // a listener of the caller has stopped it
      }
    } catch (DivergenceException e) {
      if (recorder.points.isEmpty()) {
        throw e;
      }
    } finally {
      FileUtils.deleteQuietly(scratch.toFile());
    }
    return new RateCurve(recorder.points);
  }

  private static Path scratch() {
    try {
      return Files.createTempDirectory("lockstep-rates-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The run with rates that rise, of which the recorder ends the last iteration. */
  private static RunSettings raised(RunSettings settings, int iterations, String output) {
    TrainingSettings training = settings.training();
    LearningRate rate =
        new LearningRate(
            FROM,
            training.descent().learningRate().baseBatchSize(),
            new Exponential(Span.iterations(iterations - 1L), TO / FROM));
    StoppingSettings none =
        new StoppingSettings(
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalLong.of(Integer.MAX_VALUE),
            Optional.empty(),
            Optional.empty(),
            List.of());
    return new RunSettings(
        settings.data().withTest(testWithoutTable(settings.data().test())),
        training
            .withDescent(training.descent().withLearningRate(rate))
            .withBatches(training.batches().withEpochs(iterations + 1))
            .withStopping(none),
        CheckpointSettings.NONE,
        output,
        false);
  }

  /** Rows of the table to train on stay out of it; a table of their own need not be read. */
  private static Validation testWithoutTable(Validation test) {
    return test instanceof Validation.Table ? new Validation.None() : test;
  }

  /** Records the curve and ends the run. */
  private static final class Recorder implements TrainingListener {
    private final int iterations;
    private final List<RateCurve.Point> points = new ArrayList<>();

    Recorder(int iterations) {
      this.iterations = iterations;
    }

    @Override
    public void iterationDone(IterationResult result) {
      double k = result.iteration() - 1.0;
      double rate = FROM * StrictMath.pow(TO / FROM, k / (iterations - 1));
      points.add(new RateCurve.Point(rate, result.loss()));
    }

    @Override
    public boolean wantsToStop() {
      return isOver();
    }

    boolean isOver() {
      return points.size() >= iterations || new RateCurve(points).hasRisenBy(RISE);
    }
  }
}
