package org.lockstep.promise;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.spark.sql.SparkSession;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.optimization.Clipping;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.Regularization;
import org.lockstep.optimization.optimizer.Adam;
import org.lockstep.optimization.optimizer.Nadam;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.StoppingSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.OwnProcess;
import org.lockstep.support.Runs;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.checkpoint.EpochResult;

/**
 * Trains by the sharded exchange on three executors of two cores, each a process, which know the
 * application's secret and encrypt what they send; one is killed in mid-run. Prints what came of
 * it.
 */
final class ShardedExecutors {
  /** Two tasks an executor; two executors of two tasks and one of one. */
  static final List<Integer> PARTITIONS = List.of(6, 5);

  private ShardedExecutors() {}

  /** The runs, all on one table. */
  static List<Runs> runs(String table) {
    Runs runs =
        Runs.classification(table)
            .withValidation(new Validation.Fraction(0.25))
            .withLanes(8)
            .withEpochs(3);
    Clipping clip = new Clipping(OptionalDouble.empty(), OptionalDouble.of(1));
    Regularization maxNorm = new Regularization(0, 1e-3, OptionalDouble.of(1.5));
    StoppingSettings early =
        StoppingSettings.NONE
            .withValidateEvery(OptionalLong.of(5))
            .withEarly(new StoppingSettings.Early(1000, 0, ValidationMetric.LOSS, true));
    return List.of(
        runs.withDescent(DescentSettings.of(new Adam(), 0.01)),
        runs.withDescent(
                DescentSettings.of(new Nadam(), 0.01)
                    .withClipping(clip)
                    .withRegularization(maxNorm))
            .withNetwork(runs.training().network().withDropout(0.1))
            .withStopping(early));
  }

  /** Kills an executor after the first epoch. */
  static final class Killer implements TrainingListener {
    @Override
    public void epochDone(EpochResult epoch) {
      if (epoch.epoch() == 1) {
        ProcessHandle.current()
            .children()
            .max(Comparator.comparingLong(ProcessHandle::pid))
            .orElseThrow()
            .destroyForcibly();
      }
    }

    @Override
    public void noticed(String notice) {
      System.out.println("notice " + notice);
    }
  }

  /**
   * Prints the digests.
   *
   * @param args a folder with a table
   */
  public static void main(String[] args) throws Exception {
    try (SparkSession session =
        OwnProcess.sessionOnExecutors("local-cluster[3,2,512]")
            .config("spark.authenticate", true)
            .config("spark.authenticate.secret", "of this test")
            .config("spark.network.crypto.enabled", true)
            .getOrCreate()) {
      Path folder = Path.of(args[0]);
      List<Runs> all = runs(folder.resolve("table").toString());
      TrainingListener idle = new TrainingListener() {};
      for (int i = 0; i < all.size(); i++) {
        for (int partitions : PARTITIONS) {
          Path output = folder.resolve("model-%d-%d".formatted(i, partitions));
          train(session, all.get(i).withPartitions(partitions), output, idle);
        }
      }
      Runs struck = all.get(all.size() - 1).withPartitions(PARTITIONS.get(0));
      train(session, struck, folder.resolve("struck"), new Killer());
    }
  }

  private static void train(
      SparkSession session, Runs runs, Path output, TrainingListener listener) {
    Runs sharded = runs.withExchange(ExchangeKind.SHARDED);
    TrainingResult result = new Trainer(session, sharded.to(output.toString()), listener).train();
    System.out.println(result.exchange() + " " + result.model().digest());
  }
}
