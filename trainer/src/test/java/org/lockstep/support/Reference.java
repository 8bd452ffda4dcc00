package org.lockstep.support;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.model.Digest;
import org.lockstep.training.ReferenceTrainer;
import org.lockstep.training.RunPlan;

/** What the reference trainer makes of a run, one example after the other. */
public final class Reference {
  private static final Map<Runs, String> DIGESTS = new ConcurrentHashMap<>();

  private Reference() {}

  /** The digest of its parameters; computed once for all tests, whose tables do not change. */
  public static String digest(Runs runs) {
    return DIGESTS.computeIfAbsent(runs, Reference::train);
  }

  private static String train(Runs runs) {
    TrainingData data =
        TrainingData.prepare(
            SharedSpark.session(),
            runs.data(),
            runs.batchSize(),
            runs.training().laneCount(),
            () -> 1);
    try {
      return Digest.of(
          new ReferenceTrainer(
                  data.train().collect(),
                  data.train().plan(),
                  RunPlan.topology(runs.training(), data.encoding()),
                  runs.task(),
                  runs.training(),
                  RunPlan.classWeights(runs.training(), data))
              .train());
    } finally {
      data.release();
    }
  }
}
