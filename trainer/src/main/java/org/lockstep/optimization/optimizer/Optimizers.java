package org.lockstep.optimization.optimizer;

import java.util.List;
import org.lockstep.settings.value.Type;

/** Registry of all optimizers, for settings, documentation and tests. */
public final class Optimizers {
  /** Each one once. */
  public static final List<Type<Optimizer>> TYPES =
      List.of(
          Sgd.TYPE,
          Momentum.TYPE,
          Nesterov.TYPE,
          AdaGrad.TYPE,
          RmsProp.TYPE,
          AdaDelta.TYPE,
          Adam.TYPE,
          AdamW.TYPE,
          AmsGrad.TYPE,
          AdaMax.TYPE,
          Nadam.TYPE,
          Lamb.TYPE,
          Lbfgs.TYPE);

  private Optimizers() {}

  /** Each one once, with the default hyperparameters of its paper or of common use. */
  public static List<Optimizer> usual() {
    return TYPES.stream().map(Type::usual).toList();
  }
}
