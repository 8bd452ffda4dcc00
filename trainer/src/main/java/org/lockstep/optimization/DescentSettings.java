package org.lockstep.optimization;

import java.util.List;
import java.util.TreeSet;
import org.lockstep.OutOfBoundsException;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.optimization.schedule.Annealing;
import org.lockstep.optimization.schedule.Constant;
import org.lockstep.optimization.schedule.Schedule;
import org.lockstep.optimization.schedule.WarmUp;

/**
 * Settings of the descent.
 *
 * @param optimizer its type and hyperparameters
 * @param learningRate η
 * @param regularization penalties and bounds of weights
 * @param clipping bounds of the gradient
 * @param freeze numbers of the layers that are not trained, from 1
 * @param parametrization the numbers that the optimizer moves
 */
public record DescentSettings(
    Optimizer optimizer,
    LearningRate learningRate,
    Regularization regularization,
    Clipping clipping,
    List<Integer> freeze,
    Parametrization parametrization) {
  /**
   * Checks the settings.
   *
   * @throws OutOfBoundsException if one is out of bounds, or does not go with another
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
      learningRate
          .factors()
          .named()
          .forEach(f -> refuse("learning-rate-factors." + f.getKey(), f.getValue(), name));
      if (regularization.schedule() != Annealing.CONSTANT) {
        refuse("regularization.schedule", regularization.schedule().settingsName(), name);
      }
      clipping.value().ifPresent(v -> refuse("clip.value", v, name));
      clipping.globalNorm().ifPresent(c -> refuse("clip.global-norm", c, name));
    }
  }

  /** Settings of a descent of the weights themselves. */
  public DescentSettings(
      Optimizer optimizer,
      LearningRate learningRate,
      Regularization regularization,
      Clipping clipping,
      List<Integer> freeze) {
    this(optimizer, learningRate, regularization, clipping, freeze, Parametrization.STANDARD);
  }

  private static void refuse(String name, Object value, String optimizer) {
    throw new OutOfBoundsException(
        name, value, "remove it: %s searches for the length of its steps".formatted(optimizer));
  }

  /** Settings of an optimizer with a constant learning rate and no others. */
  public static DescentSettings of(Optimizer optimizer, double learningRate) {
    return new DescentSettings(
        optimizer,
        LearningRate.constant(learningRate),
        Regularization.NONE,
        Clipping.NONE,
        List.of());
  }

  /** A copy with another learning rate. */
  public DescentSettings withLearningRate(LearningRate other) {
    return new DescentSettings(optimizer, other, regularization, clipping, freeze, parametrization);
  }

  /** A copy with another schedule. */
  public DescentSettings withSchedule(Schedule other) {
    return withLearningRate(learningRate.withSchedule(other));
  }

  /** A copy with another regularisation. */
  public DescentSettings withRegularization(Regularization other) {
    return new DescentSettings(optimizer, learningRate, other, clipping, freeze, parametrization);
  }

  /** A copy with another clipping. */
  public DescentSettings withClipping(Clipping other) {
    return new DescentSettings(
        optimizer, learningRate, regularization, other, freeze, parametrization);
  }

  /** A copy with other frozen layers. */
  public DescentSettings withFreeze(List<Integer> layers) {
    return new DescentSettings(
        optimizer, learningRate, regularization, clipping, layers, parametrization);
  }

  /** A copy with another parametrisation. */
  public DescentSettings withParametrization(Parametrization other) {
    return new DescentSettings(optimizer, learningRate, regularization, clipping, freeze, other);
  }
}
