package org.lockstep.optimization.schedule;

import java.util.List;
import org.lockstep.settings.value.Type;

/** Registry of all schedules, for settings, documentation and tests. */
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
          FlatCosine.TYPE,
          CosLog.TYPE,
          OneCycle.TYPE,
          ReduceOnPlateau.TYPE);

  private Schedules() {}
}
