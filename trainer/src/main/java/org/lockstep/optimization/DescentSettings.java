package org.lockstep.optimization;

import java.util.List;
import java.util.TreeSet;
import org.lockstep.OutOfBoundsException;
import org.lockstep.optimization.schedule.Constant;
import org.lockstep.optimization.schedule.Schedule;
import org.lockstep.optimization.schedule.WarmUp;

/**
 * How gradients become steps.
 *
 * @param optimizer the rule
 * @param learningRate η
 * @param regularization what keeps weights small
 * @param clipping what keeps steps short
 * @param freeze numbers of the layers that are not trained, from 1
 */
public record DescentSettings(
    Optimizer optimizer,
    LearningRate learningRate,
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
    if (optimizer.isFullBatch()) {
      String name = optimizer.settingsName();
      learningRate.baseBatchSize().ifPresent(b -> refuse("optimizer.base-batch-size", b, name));
      regularization.maxNorm().ifPresent(c -> refuse("regularization.max-norm", c, name));
      Schedule schedule = learningRate.schedule();
      if (schedule instanceof WarmUp warmUp) {
        refuse("schedule.warm-up", warmUp.length(), name);
      }
      if (!schedule.equals(new Constant())) {
        refuse("schedule.type", schedule.settingsName(), name);
      }
      clipping.value().ifPresent(v -> refuse("clip.value", v, name));
      clipping.globalNorm().ifPresent(c -> refuse("clip.global-norm", c, name));
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
        LearningRate.constant(learningRate),
        Regularization.NONE,
        Clipping.NONE,
        List.of());
  }

  /** The same with another learning rate. */
  public DescentSettings withLearningRate(LearningRate other) {
    return new DescentSettings(optimizer, other, regularization, clipping, freeze);
  }

  /** The same with another schedule. */
  public DescentSettings withSchedule(Schedule other) {
    return withLearningRate(learningRate.withSchedule(other));
  }

  /** The same with another regularisation. */
  public DescentSettings withRegularization(Regularization other) {
    return new DescentSettings(optimizer, learningRate, other, clipping, freeze);
  }

  /** The same with another clipping. */
  public DescentSettings withClipping(Clipping other) {
    return new DescentSettings(optimizer, learningRate, regularization, other, freeze);
  }

  /** The same with other layers that are not trained. */
  public DescentSettings withFreeze(List<Integer> layers) {
    return new DescentSettings(optimizer, learningRate, regularization, clipping, layers);
  }
}
