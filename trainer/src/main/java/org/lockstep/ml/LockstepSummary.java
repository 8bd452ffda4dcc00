package org.lockstep.ml;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.lockstep.ml.callback.EpochFigures;
import org.lockstep.model.Metrics;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.checkpoint.EpochResult;

/** How a model was trained. A model that a fit returns has a summary, a loaded model has none. */
public final class LockstepSummary {
  private final TrainingResult result;
  private final Dataset<?> dataset;

  LockstepSummary(TrainingResult result, Dataset<?> dataset) {
    this.result = result;
    this.dataset = dataset;
  }

  /** The DataFrame that was fitted: {@code model.evaluate} of it gives the training metrics. */
  public Dataset<?> dataset() {
    return dataset;
  }

  /** The figures of each epoch, as {@link EpochFigures} names them. */
  public List<Map<String, Object>> history() {
    return result.history().stream().map(EpochFigures::of).toList();
  }

  /** The mean training loss of each epoch. */
  public double[] objectiveHistory() {
    return result.history().stream().mapToDouble(EpochResult::loss).toArray();
  }

  /** The validation metrics of each epoch; none if there were no examples to validate on. */
  public List<Metrics> validationHistory() {
    return result.history().stream()
        .flatMap(epoch -> Optional.ofNullable(epoch.validation()).stream())
        .toList();
  }

  /** Passes over the examples. */
  public int epochs() {
    return result.epochs();
  }

  /** Mini-batches, over all epochs. */
  public long totalIterations() {
    return result.iterations();
  }

  /** The iteration after which the parameters were those of the model. */
  public long modelIteration() {
    return result.modelIteration();
  }

  /** Why training has ended, such as {@code early-stopping}. */
  public String stopped() {
    return result.stopped().resultName();
  }

  /** Wall time of data and training together. */
  public double seconds() {
    return result.seconds();
  }

  /** The SHA-256 of the parameters. */
  public String digest() {
    return result.model().digest();
  }
}
