package org.lockstep.jobs.tune;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import org.lockstep.OutOfBoundsException;
import org.lockstep.settings.value.Bound;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Values;

/**
 * Numbers from {@code min} to {@code max}, both included.
 *
 * <pre>
 *   linear:  x = min + u (max - min)
 *   log:     x = min (max / min)^u
 * </pre>
 *
 * <p>Numbers that need not be whole are rounded to five digits, so that tables show the exact
 * value.
 *
 * @param max greater than {@code min}
 * @param scale on which the distribution is uniform; log needs a {@code min} greater than 0
 * @param whole whether only whole numbers are drawn; then both ends must be whole
 * @param origin where the range was set
 */
public record Range(double min, double max, Scale scale, boolean whole, ConfigOrigin origin)
    implements Dimension {
  private static final MathContext DIGITS = new MathContext(5);

  /** The scale on which the distribution is uniform. */
  public enum Scale {
    /** Uniform in the number. */
    LINEAR,
    /** Uniform in the logarithm: 0.001 to 0.01 is as likely as 0.01 to 0.1. */
    LOG;

    /** The name in settings. */
    public String settingsName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final Setting<Double> MIN = end("min");
  static final Setting<Double> MAX = end("max");
  static final Setting<Scale> SCALE =
      Setting.of(
          "scale",
          Values.oneOf(List.of(Scale.values()), Scale::settingsName),
          "linear",
          "On which the numbers are spread evenly.");
  static final Setting<Boolean> WHOLE =
      Setting.of("whole", Values.flag(), "false", "Whether they are whole numbers.");

  private static Setting<Double> end(String name) {
    return Setting.of(name, Values.number(Bound.FINITE, "0.9"), null, "An end of the range.");
  }

  /** Checks the numbers. */
  public Range {
    if (!(max > min)) {
      throw new OutOfBoundsException("max", max, "it must be greater than min");
    }
    if (scale == Scale.LOG && !(min > 0)) {
      throw new OutOfBoundsException("min", min, "a log scale begins above 0");
    }
    if (whole && (min != Math.rint(min) || max != Math.rint(max))) {
      throw new OutOfBoundsException("whole", true, "both min and max must be whole numbers then");
    }
  }

  @Override
  public ConfigValue at(double u) {
    // Rounds down from [min, max + 1), so that max is as likely as the other numbers.
    double end = whole ? max + 1 : max;
    // StrictMath: the same bits on every machine
    double x = scale == Scale.LOG ? min * StrictMath.pow(end / min, u) : min + u * (end - min);
    double rounded = whole ? Math.floor(x) : new BigDecimal(x).round(DIGITS).doubleValue();
    double value = Math.min(max, Math.max(min, rounded));
    return ConfigValueFactory.fromAnyRef(whole ? (Object) (long) value : (Object) value)
        .withOrigin(origin);
  }

  @Override
  public double placeOf(ConfigValue value) {
    double end = whole ? max + 1 : max;
    // The middle of the numbers that are rounded down to a whole one
    double x = ((Number) value.unwrapped()).doubleValue() + (whole ? 0.5 : 0);
    double u =
        scale == Scale.LOG
            ? StrictMath.log(x / min) / StrictMath.log(end / min)
            : (x - min) / (end - min);
    return Math.min(Math.nextDown(1.0), Math.max(0, u));
  }
}
