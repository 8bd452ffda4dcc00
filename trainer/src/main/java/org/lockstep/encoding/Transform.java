package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A function of each number of a column, before its mean is taken and it is scaled.
 *
 * <p>{@code StrictMath} gives the same bits on every machine.
 */
public enum Transform {
  /** The number itself. */
  NONE {
    @Override
    public double of(double x) {
      return x;
    }

    @Override
    public double inverse(double y) {
      return y;
    }

    @Override
    public boolean takes(double x) {
      return true;
    }

    @Override
    public String domain() {
      return "all numbers";
    }
  },
  /** {@code ln(1 + x)}, for amounts and counts from 0 on that spread over powers of ten. */
  LOG1P {
    @Override
    public double of(double x) {
      return StrictMath.log1p(x);
    }

    @Override
    public double inverse(double y) {
      return StrictMath.expm1(y);
    }

    @Override
    public boolean takes(double x) {
      return x > -1;
    }

    @Override
    public String domain() {
      return "numbers above -1";
    }
  },
  /** {@code √x}, for counts. */
  SQRT {
    @Override
    public double of(double x) {
      return Math.sqrt(x);
    }

    @Override
    public double inverse(double y) {
      return y * y;
    }

    @Override
    public boolean takes(double x) {
      return x >= 0;
    }

    @Override
    public String domain() {
      return "numbers of 0 or more";
    }
  };

  /** The function at x; NaN or infinite where it is not defined. */
  public abstract double of(double x);

  /** The number whose function is y. */
  public abstract double inverse(double y);

  /** Whether the function is defined at a finite number, and finite there. */
  public abstract boolean takes(double x);

  /** What it is defined for, in words. */
  public abstract String domain();

  /** Its name in settings and manifests, such as {@code log1p}. */
  @JsonValue
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For Jackson: the default value, which is not written. */
  static final class OrNone {
    @Override
    public boolean equals(@Nullable Object other) {
      return other == null || other == NONE;
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }
}
