package org.lockstep.optimization;

import java.util.OptionalInt;
import org.lockstep.optimization.schedule.Constant;
import org.lockstep.optimization.schedule.Schedule;
import org.lockstep.settings.value.Bound;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Values;

/**
 * The learning rate η of each iteration.
 *
 * @param eta η before the schedule; greater than 0
 * @param baseBatchSize mini-batch size that η is meant for: η is scaled in proportion to the actual
 *     size (Goyal et al., "Accurate, large minibatch SGD", arXiv:1706.02677, 2017, section 2.1;
 *     their warm-up is {@link org.lockstep.optimization.schedule.WarmUp}); empty if η is to be
 *     taken as it is
 * @param schedule how η changes from iteration to iteration
 * @param factors multiples of η for kinds of parameters
 */
public record LearningRate(
    double eta, OptionalInt baseBatchSize, Schedule schedule, LearningRateFactors factors) {
  /** η. */
  public static final Setting<Double> ETA =
      Setting.of(
          "learning-rate",
          Values.number(Bound.POSITIVE, "0.1"),
          null,
          "η, what a step is multiplied by, before the schedule. Without it the usual one of the"
              + " type.");

  /** The batch size that η is meant for. */
  public static final Setting<Integer> BASE_BATCH_SIZE =
      Setting.of(
          "base-batch-size",
          Values.wholeNumber(1),
          null,
          "For large batches: the batch size that learning-rate is meant for; it then grows in"
              + " proportion to the real one. With base-batch-size = 256, a batch of 1024 has four"
              + " times the rate. Goes well with training.schedule.warm-up.");

  /** Checks the settings. */
  public LearningRate {
    ETA.check(eta);
    baseBatchSize.ifPresent(BASE_BATCH_SIZE::check);
  }

  /** One rate for all parameters. */
  public LearningRate(double eta, OptionalInt baseBatchSize, Schedule schedule) {
    this(eta, baseBatchSize, schedule, LearningRateFactors.ONE);
  }

  /** A constant η. */
  public static LearningRate constant(double eta) {
    return new LearningRate(eta, OptionalInt.empty(), new Constant());
  }

  /** A copy with other factors. */
  public LearningRate withFactors(LearningRateFactors other) {
    return new LearningRate(eta, baseBatchSize, schedule, other);
  }

  /** A copy with another schedule. */
  public LearningRate withSchedule(Schedule other) {
    return new LearningRate(eta, baseBatchSize, other, factors);
  }

  /** η for mini-batches of {@code batchSize} examples, before the schedule. */
  double forBatchesOf(int batchSize) {
    return baseBatchSize.isPresent() ? eta * batchSize / baseBatchSize.getAsInt() : eta;
  }
}
