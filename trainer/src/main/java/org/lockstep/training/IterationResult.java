package org.lockstep.training;

import org.lockstep.optimization.Sums;
import org.lockstep.training.exchange.ExchangeTiming;

/**
 * The outcome of an iteration. Its vectors belong to the loop: they are valid only during the
 * callback; do not modify or keep them.
 */
public final class IterationResult {
  private final Place place;
  private final double loss;
  private final double learningRate;
  private final float[] parameters;
  private final float[] gradient;
  private final ExchangeTiming timing;
  private final long nanos;
  private double gradientNorm = Double.NaN;

  /**
   * Where an iteration is in its run.
   *
   * @param iteration its number over all epochs, from 1
   * @param epoch its epoch, from 1
   * @param endsEpoch whether it is the last of its epoch
   */
  record Place(long iteration, int epoch, boolean endsEpoch) {}

  IterationResult(
      Place place,
      double loss,
      double learningRate,
      float[] parameters,
      float[] gradient,
      ExchangeTiming timing,
      long nanos) {
    this.place = place;
    this.loss = loss;
    this.learningRate = learningRate;
    this.parameters = parameters;
    this.gradient = gradient;
    this.timing = timing;
    this.nanos = nanos;
  }

  /** Its number over all epochs, from 1. */
  public long iteration() {
    return place.iteration();
  }

  /** Its epoch, from 1. */
  public int epoch() {
    return place.epoch();
  }

  /** Whether it is the last of its epoch. */
  public boolean endsEpoch() {
    return place.endsEpoch();
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
