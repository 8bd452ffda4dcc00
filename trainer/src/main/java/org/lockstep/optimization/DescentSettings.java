package org.lockstep.optimization;

import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.lockstep.Bounds;
import org.lockstep.OutOfBoundsException;
import org.lockstep.optimization.schedule.Constant;
import org.lockstep.optimization.schedule.Schedule;

/**
 * How gradients become steps.
 *
 * @param optimizer the rule
 * @param learningRate η before the schedule; greater than 0
 * @param baseBatchSize examples of a mini-batch that η is meant for: η grows in proportion to the
 *     size of the real one (Goyal et al., "Accurate, large minibatch SGD", arXiv:1706.02677, 2017,
 *     section 2.1; their warm-up is {@link org.lockstep.optimization.schedule.WarmUp}); empty if η
 *     is to be taken as it is
 * @param schedule how η changes from iteration to iteration
 * @param regularization what keeps weights small
 * @param clipping what keeps steps short
 * @param freeze numbers of the layers that are not trained, from 0
 */
public record DescentSettings(
    Optimizer optimizer,
    double learningRate,
    OptionalInt baseBatchSize,
    Schedule schedule,
    Regularization regularization,
    Clipping clipping,
    List<Integer> freeze) {
  /**
   * Checks the settings.
   *
   * @throws OutOfBoundsException if one is not what it must be, by itself or beside the others
   */
  public DescentSettings {
    freeze = List.copyOf(new TreeSet<>(freeze));
    Bounds.positive("learning-rate", learningRate);
    baseBatchSize.ifPresent(b -> Bounds.atLeast(1, "base-batch-size", b));
    freeze.forEach(layer -> Bounds.atLeast(0, "freeze", layer));
    if (optimizer.isFullBatch()) {
      String name = optimizer.settingsName();
      baseBatchSize.ifPresent(b -> refuse("base-batch-size", b, name));
      regularization.maxNorm().ifPresent(c -> refuse("max-norm", c, name));
      if (!schedule.equals(new Constant())) {
        refuse("schedule", schedule.settingsName(), name);
      }
      if (!clipping.equals(Clipping.NONE)) {
        refuse("clip", "set", name);
      }
    }
  }

  private static void refuse(String name, Object value, String optimizer) {
    throw new OutOfBoundsException(
        name, value, "remove it: %s searches for the length of its steps".formatted(optimizer));
  }

  /** An optimizer with a constant learning rate and nothing else. */
  public static DescentSettings of(Optimizer optimizer, double learningRate) {
    return new DescentSettings(
        optimizer,
        learningRate,
        OptionalInt.empty(),
        new Constant(),
        Regularization.NONE,
        Clipping.NONE,
        List.of());
  }

  /** η for mini-batches of {@code batchSize} examples, before the schedule. */
  double learningRateFor(int batchSize) {
    return baseBatchSize.isPresent()
        ? learningRate * batchSize / baseBatchSize.getAsInt()
        : learningRate;
  }
}
