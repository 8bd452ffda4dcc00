package org.lockstep.training.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.Metrics;

/**
 * Progress of a run: the state of a checkpoint other than its vectors.
 *
 * @param iteration iterations done, over all epochs
 * @param nanos time they took
 * @param epochLoss loss of this epoch's examples so far, each times its weight
 * @param epochWeight their weights
 * @param validation the last judgement
 * @param validationIteration iterations done then; 0 if there was none
 * @param stopping what early stopping remembers
 * @param optimizer numbers of the optimizer
 * @param schedule numbers of the schedule
 * @param epochs those that are over
 */
public record Progress(
    long iteration,
    long nanos,
    double epochLoss,
    double epochWeight,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonSetter(nulls = Nulls.SET)
        @Nullable Metrics validation,
    long validationIteration,
    StoppingState stopping,
    List<Double> optimizer,
    List<Double> schedule,
    List<EpochResult> epochs) {
  /** Makes the lists read-only. */
  public Progress {
    optimizer = List.copyOf(optimizer);
    schedule = List.copyOf(schedule);
    epochs = List.copyOf(epochs);
  }

  /** The validation loss of the parameters as they are; NaN if it is not known. */
  double validationLoss() {
    return validation != null && validationIteration == iteration ? validation.loss() : Double.NaN;
  }

  /**
   * What early stopping remembers.
   *
   * @param best figure of the best judgement
   * @param bestIteration iterations done then; 0 if there was none
   * @param bestMetrics the judgement itself
   * @param validationsWithoutGain judgements since
   * @param ended whether the last judgement has ended the run, by a target or for want of a gain
   */
  public record StoppingState(
      double best,
      long bestIteration,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonSetter(nulls = Nulls.SET)
          @Nullable Metrics bestMetrics,
      int validationsWithoutGain,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonSetter(nulls = Nulls.SET)
          @Nullable String ended) {}
}
