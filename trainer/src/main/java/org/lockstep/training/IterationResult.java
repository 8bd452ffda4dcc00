package org.lockstep.training;

import org.lockstep.optimization.vector.Sums;
import org.lockstep.training.exchange.ExchangeTiming;

/**
 * The outcome of an iteration. Its vectors belong to the loop: they are valid only during the
 * callback; do not modify or keep them.
 */
public final class IterationResult {
  private final Position position;
  private final double loss;
  private final double learningRate;
  private final float[] parameters;
  private final float[] gradient;
  private final Times times;
  private double gradientNorm = Double.NaN;

  /**
   * The position of an iteration in its run.
   *
   * @param iteration its number over all epochs, from 1
   * @param epoch its epoch, from 1
   * @param endsEpoch whether it is the last of its epoch
   */
  record Position(long iteration, int epoch, boolean endsEpoch) {}

  /**
   * How long an iteration took.
   *
   * @param exchange its last exchange with the executors
   * @param nanos the whole iteration
   */
  record Times(ExchangeTiming exchange, long nanos) {}

  IterationResult(
      Position position,
      double loss,
      double learningRate,
      float[] parameters,
      float[] gradient,
      Times times) {
    this.position = position;
    this.loss = loss;
    this.learningRate = learningRate;
    this.parameters = parameters;
    this.gradient = gradient;
    this.times = times;
  }

  /** Its number over all epochs, from 1. */
  public long iteration() {
    return position.iteration();
  }

  /** Its epoch, from 1. */
  public int epoch() {
    return position.epoch();
  }

  /** Whether it is the last of its epoch. */
  public boolean endsEpoch() {
    return position.endsEpoch();
  }

  /** J + R: the mean over the mini-batch, before the step. */
  public double loss() {
    return loss;
  }

  /** η_k. */
  public double learningRate() {
    return learningRate;
  }

  /** θ after the step. */
  public float[] parameters() {
    return parameters;
  }

  /**
   * The mean gradient that the optimizer used, regularised and clipped; the last one if it used
   * several.
   */
  public float[] gradient() {
    return gradient;
  }

  /** ‖g‖; computed on the first call. */
  public double gradientNorm() {
    if (Double.isNaN(gradientNorm)) {
      gradientNorm = Sums.norm(gradient, 0, gradient.length); // several listeners use it
    }
    return gradientNorm;
  }

  /** How long the parts of its last exchange took. */
  public ExchangeTiming timing() {
    return times.exchange();
  }

  /** How long the whole iteration took, the update of the parameters included. */
  public long nanos() {
    return times.nanos();
  }
}
