package org.lockstep.training;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.training.checkpoint.EpochResult;
import org.lockstep.training.evaluation.Evaluation;

/**
 * Result of a run.
 *
 * @param model the trained model
 * @param end when and why it ended
 * @param scores how good the model is
 * @param seconds wall time, reading the data included
 * @param placement how it was distributed
 * @param history all epochs, those before the run was resumed included
 */
public record TrainingResult(
    Model model,
    End end,
    Scores scores,
    double seconds,
    Placement placement,
    List<EpochResult> history) {
  /** Copies the list. */
  public TrainingResult {
    history = List.copyOf(history);
  }

  /**
   * The end of a run.
   *
   * @param reason why it ended
   * @param epochs full epochs done
   * @param iterations iterations done
   * @param modelIteration the iteration whose parameters the model has: the last, or that of the
   *     best validation if early stopping has restored it
   */
  public record End(StopReason reason, int epochs, long iterations, long modelIteration) {}

  /**
   * How good a model is.
   *
   * @param loss the training loss of the last epoch
   * @param validation metrics on the validation examples; null if there are none
   * @param standardErrors of those validation metrics that are means over the examples
   * @param test the evaluation of the finished model on the examples to test on; empty if there are
   *     none
   */
  public record Scores(
      double loss,
      @Nullable Metrics validation,
      Map<ValidationMetric, Double> standardErrors,
      Optional<Evaluation.Result> test) {
    /** Copies the map. */
    public Scores {
      standardErrors = Map.copyOf(standardErrors);
    }
  }

  /** Full epochs done. */
  public int epochs() {
    return end.epochs();
  }

  /** Iterations done. */
  public long iterations() {
    return end.iterations();
  }

  /** Why the run ended. */
  public StopReason stopped() {
    return end.reason();
  }

  /** The iteration whose parameters the model has. */
  public long modelIteration() {
    return end.modelIteration();
  }

  /** The training loss of the last epoch. */
  public double loss() {
    return scores.loss();
  }

  /** Metrics on the validation examples; null if there are none. */
  public @Nullable Metrics validation() {
    return scores.validation();
  }

  /** The evaluation on the examples to test on; empty if there are none. */
  public Optional<Evaluation.Result> test() {
    return scores.test();
  }

  /** Number of lanes. */
  public int lanes() {
    return placement.lanes();
  }

  /** Number of Spark partitions. */
  public int partitions() {
    return placement.partitions();
  }

  /** The exchange, by the name that the settings use. */
  public String exchange() {
    return placement.exchange().kind().settingsName();
  }

  /** The first epoch with the best value of {@code metric}; empty if none was validated. */
  public Optional<EpochResult> bestEpoch(ValidationMetric metric) {
    EpochResult best = null;
    double bestValue = metric.worst();
    for (EpochResult epoch : history) {
      if (epoch.validation() != null
          && metric.gain(epoch.validation().value(metric), bestValue) > 0) {
        best = epoch;
        bestValue = epoch.validation().value(metric);
      }
    }
    return Optional.ofNullable(best);
  }
}
