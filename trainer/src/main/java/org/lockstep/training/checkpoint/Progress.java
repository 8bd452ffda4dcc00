package org.lockstep.training.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.Metrics;

/**
 * Progress of a run: the state of a checkpoint other than its vectors. In JSON the components are
 * one flat object, except the stopping state, which is an object in it.
 *
 * @param position how far the run has come
 * @param epochSum loss of the current epoch so far
 * @param lastValidation the last validation
 * @param stopping state of the stopping rules
 * @param numbers state of optimizer and schedule
 * @param epochs the finished epochs
 */
public record Progress(
    @JsonUnwrapped Position position,
    @JsonUnwrapped EpochSum epochSum,
    @JsonUnwrapped LastValidation lastValidation,
    StoppingState stopping,
    @JsonUnwrapped Numbers numbers,
    List<EpochResult> epochs) {
  /** Makes the list read-only. */
  public Progress {
    epochs = List.copyOf(epochs);
  }

  /**
   * How far a run has come.
   *
   * @param iteration iterations done, over all epochs
   * @param nanos time they took
   */
  public record Position(long iteration, long nanos) {}

  /**
   * Loss of the current epoch's examples so far.
   *
   * @param epochLoss sum over the examples, each times its weight
   * @param epochWeight sum of the weights
   */
  public record EpochSum(double epochLoss, double epochWeight) {}

  /**
   * The last validation.
   *
   * @param validation its metrics; null if there was none
   * @param validationIteration iterations done then; 0 if there was none
   */
  public record LastValidation(
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonSetter(nulls = Nulls.SET)
          @Nullable Metrics validation,
      long validationIteration) {}

  /**
   * The scalar state of optimizer and schedule.
   *
   * @param optimizer of the optimizer
   * @param schedule of the schedule
   */
  public record Numbers(List<Double> optimizer, List<Double> schedule) {
    /** Makes the lists read-only. */
    public Numbers {
      optimizer = List.copyOf(optimizer);
      schedule = List.copyOf(schedule);
    }
  }

  /** Iterations done, over all epochs. */
  long iteration() {
    return position.iteration();
  }

  /** The validation loss of the current parameters; NaN if they were not validated. */
  double validationLoss() {
    Metrics metrics = lastValidation.validation();
    return metrics != null && lastValidation.validationIteration() == iteration()
        ? metrics.loss()
        : Double.NaN;
  }

  /**
   * State of the stopping rules.
   *
   * @param best best value of the metric of early stopping
   * @param bestIteration iterations done then; 0 if there was no validation
   * @param bestMetrics all metrics of that validation
   * @param validationsWithoutGain validations since
   * @param ended why the last validation ended the run: the target or early stopping; null if it
   *     did not
   */
  public record StoppingState(
      double best,
      long bestIteration,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonSetter(nulls = Nulls.SET)
          @Nullable Metrics bestMetrics,
      @JsonProperty("judgements-without-gain") int validationsWithoutGain,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonSetter(nulls = Nulls.SET)
          @Nullable String ended) {}
}
