package org.lockstep.training;

import org.lockstep.optimization.Sums;
import org.lockstep.training.exchange.ExchangeTiming;

/**
 * What an iteration has come to. The vectors are the loop's own: they are as they are during the
 * call that hands them over, and are not to be written.
 */
public final class IterationResult {
  private final long iteration;
  private final int epoch;
  private final boolean endsEpoch;
  private final double loss;
  private final double learningRate;
  private final float[] parameters;
  private final float[] gradient;
  private final ExchangeTiming timing;
  private final long nanos;
  private double gradientNorm = Double.NaN;

  IterationResult(
      long iteration,
      int epoch,
      boolean endsEpoch,
      double loss,
      double learningRate,
      float[] parameters,
      float[] gradient,
      ExchangeTiming timing,
      long nanos) {
    this.iteration = iteration;
    this.epoch = epoch;
    this.endsEpoch = endsEpoch;
    this.loss = loss;
    this.learningRate = learningRate;
    this.parameters = parameters;
    this.gradient = gradient;
    this.timing = timing;
    this.nanos = nanos;
  }

  /** Its number over all epochs, from 1. */
  public long iteration() {
    return iteration;
  }

  /** Its epoch, from 1. */
  public int epoch() {
    return epoch;
  }

  /** Whether it is the last of its epoch. */
  public boolean endsEpoch() {
    return endsEpoch;
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
   * The mean gradient as the optimizer got it, regularised and clipped; its last if it asked often.
   */
  public float[] gradient() {
    return gradient;
  }

  /** ‖g‖; computed when it is asked for. */
  public double gradientNorm() {
    if (Double.isNaN(gradientNorm)) {
      gradientNorm = Sums.norm(gradient, 0, gradient.length); // several listeners ask
    }
    return gradientNorm;
  }

  /** Where the time of its (last) exchange went. */
  public ExchangeTiming timing() {
    return timing;
  }

  /** What it took in all; what is not the exchange's is the update of the parameters. */
  public long nanos() {
    return nanos;
  }
}
