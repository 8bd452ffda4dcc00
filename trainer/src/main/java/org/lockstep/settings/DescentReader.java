package org.lockstep.settings;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.lockstep.network.LayerNames;
import org.lockstep.optimization.Clipping;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.LearningRate;
import org.lockstep.optimization.LearningRateFactors;
import org.lockstep.optimization.Regularization;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.optimization.schedule.Schedule;
import org.lockstep.optimization.schedule.WarmUp;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.SettingValues;
import org.lockstep.settings.value.Type;

/** Reads optimizer, schedule, regularization, clipping and frozen layers. */
final class DescentReader {
  private final SettingValues values;

  DescentReader(SettingValues values) {
    this.values = values;
  }

  /**
   * Reads the settings of the descent.
   *
   * @param layers of the network, the output layer included
   */
  DescentSettings read(int layers) {
    Optimizer optimizer =
        Type.read(
            values,
            TrainingKeys.OPTIMIZER,
            TrainingKeys.OPTIMIZER_TYPE,
            List.of(TrainingKeys.LEARNING_RATE, TrainingKeys.BASE_BATCH_SIZE));
    LearningRate rate =
        new LearningRate(
            values.optional(TrainingKeys.LEARNING_RATE).orElseGet(optimizer::defaultLearningRate),
            values
                .optional(TrainingKeys.BASE_BATCH_SIZE)
                .map(OptionalInt::of)
                .orElseGet(OptionalInt::empty),
            schedule(),
            LearningRateFactors.of(factor -> values.get(factor.in(TrainingKeys.FACTORS))));
    return values.checked(
        "training",
        all ->
            new DescentSettings(
                optimizer,
                rate,
                regularization(),
                clipping(),
                frozen(layers),
                values.get(TrainingKeys.PARAMETRIZATION)));
  }

  private Schedule schedule() {
    Schedule schedule =
        Type.read(
            values,
            TrainingKeys.SCHEDULE,
            TrainingKeys.SCHEDULE_TYPE,
            List.of(TrainingKeys.WARM_UP));
    return values
        .optional(TrainingKeys.WARM_UP)
        .<Schedule>map(n -> new WarmUp(n, schedule))
        .orElse(schedule);
  }

  private Regularization regularization() {
    String block = TrainingKeys.REGULARIZATION;
    return new Regularization(
        values.get(Regularization.L1.in(block)),
        values.get(Regularization.L2.in(block)),
        number(Regularization.MAX_NORM.in(block)),
        values.get(Regularization.ANNEALING.in(block)));
  }

  private Clipping clipping() {
    return new Clipping(
        number(Clipping.VALUE.in(TrainingKeys.CLIP)),
        number(Clipping.GLOBAL_NORM.in(TrainingKeys.CLIP)));
  }

  private OptionalDouble number(Setting<Double> setting) {
    Optional<Double> value = values.optional(setting);
    return value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty();
  }

  private List<Integer> frozen(int layers) {
    Set<Integer> frozen = new TreeSet<>();
    for (String layer : values.get(TrainingKeys.FREEZE)) {
      OptionalInt number = LayerNames.find(layer, layers);
      if (number.isEmpty()) {
        throw values.wrong(TrainingKeys.FREEZE, LayerNames.listed(layers));
      }
      frozen.add(number.getAsInt());
    }
    if (frozen.size() == layers) {
      throw values.wrong(TrainingKeys.FREEZE, "leave a layer that is trained");
    }
    return List.copyOf(frozen);
  }
}
