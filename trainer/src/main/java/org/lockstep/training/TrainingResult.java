package org.lockstep.training;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.settings.ValidationMetric;
import org.lockstep.training.checkpoint.EpochResult;

/**
 * What a run has come to.
 *
 * @param model the trained model
 * @param epochs epochs done
 * @param iterations iterations done
 * @param stopped why it has ended
 * @param modelIteration the iteration after which the model's parameters were as they are: the
 *     last, or the one of the best judgement if early stopping has restored it
 * @param loss the training loss of the last epoch
 * @param validation how the model does on the validation examples, null if there are none
 * @param seconds wall time of data and training together
 * @param lanes virtual workers
 * @param partitions Spark partitions that carried them
 * @param exchange the exchange taken
 * @param history of all epochs, those before the run was resumed too
 */
public record TrainingResult(
    Model model,
    int epochs,
    long iterations,
    StopReason stopped,
    long modelIteration,
    double loss,
    @Nullable Metrics validation,
    double seconds,
    int lanes,
    int partitions,
    String exchange,
    List<EpochResult> history) {
  /** Copies the list. */
  public TrainingResult {
    history = List.copyOf(history);
  }

  /** The first epoch with the best judgement by {@code metric}; empty if none has been judged. */
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
