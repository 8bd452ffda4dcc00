package org.lockstep.optimization;

import java.util.List;

/** Every optimizer, with the hyperparameters that its paper or common use gives it. */
public final class Optimizers {
  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final double EPSILON = 1e-8;
  private static final double DECAY = 0.01;

  /** Each one once. */
  public static final List<Optimizer> ALL =
      List.of(
          new Sgd(),
          new Momentum(0.9),
          new Nesterov(0.9),
          new AdaGrad(1e-10),
          new RmsProp(0.9, EPSILON),
          new AdaDelta(0.95, 1e-6),
          new Adam(BETA_1, BETA_2, EPSILON),
          new AdamW(BETA_1, BETA_2, EPSILON, DECAY),
          new AmsGrad(BETA_1, BETA_2, EPSILON),
          new AdaMax(BETA_1, BETA_2, EPSILON),
          new Nadam(BETA_1, BETA_2, EPSILON, 0.004),
          new Lamb(BETA_1, BETA_2, 1e-6, DECAY),
          new Lbfgs(10, 20));

  private Optimizers() {}
}
