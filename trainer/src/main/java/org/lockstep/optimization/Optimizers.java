package org.lockstep.optimization;

import java.util.List;
import org.lockstep.settings.value.Type;

/** Every optimizer there is: the settings, the documentation and the tests know them from here. */
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

  /** Each one once, with the hyperparameters that its paper or common use gives it. */
  public static List<Optimizer> usual() {
    return TYPES.stream().map(Type::usual).toList();
  }
}
