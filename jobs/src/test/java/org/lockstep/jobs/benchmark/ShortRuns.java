package org.lockstep.jobs.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.lockstep.jobs.BenchmarkSession;
import org.lockstep.jobs.benchmark.IterationTimes.Iteration;

/** Runs of a network of ten classes in one session of local[2], without checkpoints. */
final class ShortRuns implements AutoCloseable {
  private final BenchmarkSession session;

  /** Runs of the network 784-256-128-10. */
  ShortRuns(Bench bench) throws IOException {
    this(bench, 784, List.of(256, 128));
  }

  /**
   * Opens the session.
   *
   * @param inputs numbers of an example
   * @param hidden units of each hidden layer
   */
  ShortRuns(Bench bench, int inputs, List<Integer> hidden) throws IOException {
    session =
        new BenchmarkSession(
            new Synthetic(bench, 8192, inputs).settings(),
            List.of(
                "spark.master=\"local[2]\"",
                "network.hidden=" + hidden,
                "data.classes=10",
                "training.checkpoint.every-epochs=null",
                "training.epochs=1000",
                "overwrite=true",
                "output=\"%s\"".formatted(bench.work("short-run"))));
  }

  /**
   * Trains.
   *
   * @param iterations after which the run ends
   * @param warmUp how many of them do not count
   * @param variant more settings
   * @return those that count
   */
  List<Iteration> train(int batch, int iterations, int warmUp, List<String> variant) {
    IterationTimes times = new IterationTimes(warmUp);
    List<String> settings = new ArrayList<>(variant);
    settings.add("training.batch-size=" + batch);
    settings.add("training.max-iterations=" + iterations);
    session.train(settings, times);
    return times.iterations();
  }

  @Override
  public void close() {
    session.close();
  }
}
