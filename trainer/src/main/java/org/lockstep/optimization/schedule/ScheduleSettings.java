package org.lockstep.optimization.schedule;

import java.util.List;
import org.lockstep.settings.value.Bound;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Values;

/** The settings of the schedules, by their names in the block {@code training.schedule}. */
final class ScheduleSettings {
  static final Setting<Span> EVERY =
      Setting.of("every", Span.TYPE, null, "The iterations or epochs from one step to the next.");

  static final Setting<Double> FACTOR =
      number("factor", Bound.POSITIVE, "0.1", "What the learning rate is multiplied by.");

  static final Setting<List<Span>> AT =
      Setting.of("at", Span.LIST, null, "Where the learning rate changes.");

  static final Setting<List<Double>> FACTORS =
      Setting.of(
          "factors",
          Values.numbers(Bound.POSITIVE, "[0.1, 0.01]"),
          null,
          "What the learning rate is multiplied by from each of these places on.");

  static final Setting<Double> DECAY =
      number("decay", Bound.NOT_NEGATIVE, "1", "How much the divisor grows.");

  static final Setting<Double> POWER =
      number("power", Bound.POSITIVE, "1", "The power of the formula.");

  static final Setting<Double> END =
      number("end", Bound.SHARE, "0", "The multiple of the learning rate that it falls to.");

  static final Setting<Double> FROM =
      number("from", Bound.SHARE, "0.5", "The share of the run after which the rate falls.");

  static final Setting<Double> TO =
      number("to", Bound.SHARE, "1", "The share of the run after which it has fallen.");

  static final Setting<Span> RESTART =
      Setting.of("restart", Span.TYPE, null, "The length of the first wave; none for one wave.");

  static final Setting<Integer> GROWTH =
      Setting.of(
          "growth",
          Values.wholeNumber(1),
          "1",
          "How many times as long each wave is as the one before.");

  static final Setting<Double> RISE =
      number("rise", Bound.BETWEEN, "0.3", "The share of the run in which the rate rises.");

  static final Setting<Double> START =
      number("start", Bound.SHARE, "0.04", "The multiple of the learning rate at the beginning.");

  static final Setting<Integer> PATIENCE =
      Setting.of(
          "patience",
          Values.wholeNumber(1),
          "5",
          "Validations without a better one before a reduction.");

  static final Setting<Double> MIN_CHANGE =
      number(
          "min-change",
          Bound.NOT_NEGATIVE,
          "1e-4",
          "The least change that counts, as a share of the best loss.");

  private ScheduleSettings() {}

  private static Setting<Double> number(String name, Bound bound, String usual, String meaning) {
    return Setting.of(name, Values.number(bound, "0.5"), usual, meaning);
  }
}
