package org.lockstep.listener;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.Nulls;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.Metrics;

/**
 * A row of a run's history: consecutive iterations of one epoch. In JSON it is a flat object but
 * for seconds and validation.
 *
 * @param position which iterations
 * @param training loss, learning rate and gradient norm
 * @param elapsed seconds since the run began, those before it was resumed included
 * @param seconds time that these iterations took, by phase
 * @param epochLoss the mean loss of the epoch's examples, if the epoch ends here
 * @param validation metrics of the validation after the last of them, if there was one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistoryRow(
    @JsonUnwrapped Position position,
    @JsonUnwrapped Training training,
    double elapsed,
    PhaseSeconds seconds,
    @JsonSetter(nulls = Nulls.SET) @Nullable Double epochLoss,
    @JsonSetter(nulls = Nulls.SET) @Nullable Metrics validation) {
  /**
   * Which iterations a row is about.
   *
   * @param iteration the last of them, over all epochs, from 1
   * @param epoch their epoch, from 1
   * @param iterations their number
   */
  public record Position(long iteration, int epoch, int iterations) {}

  /**
   * Loss, learning rate and gradient norm.
   *
   * @param loss the mean of the iterations' losses, each before its step
   * @param learningRate of the last iteration
   * @param gradientNorm of the last iteration, of the gradient that the optimizer used
   */
  public record Training(double loss, double learningRate, double gradientNorm) {}

  /** The last of its iterations, over all epochs, from 1. */
  public long iteration() {
    return position.iteration();
  }

  /** The epoch of its iterations, from 1. */
  public int epoch() {
    return position.epoch();
  }

  /** Number of its iterations. */
  public int iterations() {
    return position.iterations();
  }

  /** The mean of the iterations' losses, each before its step. */
  public double loss() {
    return training.loss();
  }

  /** η of the last iteration. */
  public double learningRate() {
    return training.learningRate();
  }

  /** ‖g‖ of the last iteration. */
  public double gradientNorm() {
    return training.gradientNorm();
  }
}
