package org.lockstep.jobs.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lockstep.encoding.Task;
import org.lockstep.jobs.BenchmarkSession;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;
import org.lockstep.training.IterationResult;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.checkpoint.EpochResult;

/** Lockstep as a process of its own: trains, and prints a JSON line an epoch and one at the end. */
public final class LockstepPeer implements TrainingListener {
  private final long created = System.nanoTime();
  private final List<Double> iterationMillis = new ArrayList<>();
  private long started;
  private long epochStart;
  private long lastIteration;

  private LockstepPeer() {}

  /**
   * Trains.
   *
   * @param args a settings file and {@code KEY=VALUE}s over it
   */
  public static void main(String[] args) {
    List<String> overrides = List.of(args).subList(1, args.length);
    try (BenchmarkSession session = new BenchmarkSession(args[0], overrides)) {
      LockstepPeer peer = new LockstepPeer();
      TrainingResult result = session.train(List.of(), peer);
      PeerLine.print(
          new TreeMap<>(
              Map.of(
                  "digest", result.model().digest(),
                  "exchange", result.exchange(),
                  "parameters", result.model().topology().parameterCount(),
                  "prepareSeconds", (peer.started - peer.created) * 1e-9)));
    }
  }

  @Override
  public void started(TrainingPlan plan) {
    started = System.nanoTime();
    epochStart = started;
    lastIteration = started;
  }

  @Override
  public void iterationDone(IterationResult result) {
    long now = System.nanoTime();
    iterationMillis.add((now - lastIteration) * 1e-6);
    lastIteration = now;
  }

  @Override
  public void epochDone(EpochResult epoch) {
    long now = System.nanoTime();
    Map<String, Object> line = new TreeMap<>();
    line.put("epoch", epoch.epoch());
    line.put("seconds", (lastIteration - epochStart) * 1e-9);
    line.put("elapsed", (now - started) * 1e-9);
    line.put("iterationMillis", Spread.of(iterationMillis).median());
    Metrics validation = epoch.validation();
    if (validation != null && validation.task() == Task.CLASSIFICATION) {
      line.put("accuracy", validation.value(ValidationMetric.ACCURACY));
    }
    PeerLine.print(line);
    iterationMillis.clear();
    epochStart = now;
    lastIteration = now;
  }
}
