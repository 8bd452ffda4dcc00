package org.lockstep.optimization.schedule;

import java.util.List;
import org.lockstep.settings.value.Type;

/** Every schedule there is: the settings, the documentation and the tests know them from here. */
public final class Schedules {
  /** Each one once. */
  public static final List<Type<Schedule>> TYPES =
      List.of(
          Constant.TYPE,
          StepDecay.TYPE,
          Piecewise.TYPE,
          Exponential.TYPE,
          Inverse.TYPE,
          Polynomial.TYPE,
          Cosine.TYPE,
          OneCycle.TYPE,
          ReduceOnPlateau.TYPE);

  private Schedules() {}
}
