package org.lockstep.data.survey;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * A sum of doubles without any rounding, so that the order of its additions cannot matter.
 *
 * <p>A double is an integer of 53 bits times a power of two. The sum is one long fixed-point number
 * that spans all those powers, in digits of 32 bits; each digit is a {@code long}, so that carries
 * can wait for 2³⁰ additions. Source: Kulisch and Miranker, "The arithmetic of the digital
 * computer", SIAM Review 28, 1986.
 */
public final class ExactSum implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int DIGIT_BITS = 32;
  private static final long DIGIT_MASK = 0xFFFF_FFFFL;
  private static final int DIGITS = 2046 / DIGIT_BITS + 4;
  private static final int CARRY_AFTER = 1 << 30;

  /** The exponent of the lowest bit of digit 0: that of the smallest double. */
  private static final int LOWEST_EXPONENT = -1074;

  private final long[] digits = new long[DIGITS];
  private int additions;

  /** The sum of no numbers. */
  public ExactSum() {
    // all digits are 0
  }

  /**
   * Adds a number.
   *
   * @param x finite
   */
  public void add(double x) {
    long bits = Double.doubleToRawLongBits(x);
    int exponent = (int) (bits >>> 52) & 0x7FF;
    long mantissa = bits & 0xF_FFFF_FFFF_FFFFL;
    if (exponent == 0) {
      exponent = 1; // subnormal: no hidden bit, same scale
    } else {
      mantissa |= 1L << 52;
    }
    int position = exponent - 1;
    int digit = position / DIGIT_BITS;
    int shift = position % DIGIT_BITS;
    long low = (mantissa << shift) & DIGIT_MASK;
    long middle = (mantissa >>> (DIGIT_BITS - shift)) & DIGIT_MASK;
    long high = shift == 0 ? 0 : mantissa >>> (2 * DIGIT_BITS - shift);
    // plus or minus, without an unpredictable branch: (d ^ -1) - (-1) = -d
    long sign = bits >> 63;
    digits[digit] += (low ^ sign) - sign;
    digits[digit + 1] += (middle ^ sign) - sign;
    digits[digit + 2] += (high ^ sign) - sign;
    if (++additions == CARRY_AFTER) {
      carry();
    }
  }

  /** Adds x², rounding neither the square nor the sum: x² = p + e with p = fl(x²), e = x² - p. */
  void addSquare(double x) {
    double p = x * x;
    add(p);
    double e = Math.fma(x, x, -p);
    if (e != 0) { // the square of a float is a double
      add(e);
    }
  }

  /** Adds all that the other has added. */
  public void add(ExactSum other) {
    carry();
    other.carry();
    for (int i = 0; i < DIGITS; i++) {
      digits[i] += other.digits[i];
    }
    additions = 2;
  }

  private void carry() {
    for (int i = 0; i < DIGITS - 1; i++) {
      long upper = digits[i] >> DIGIT_BITS; // floor, also below 0
      digits[i] -= upper << DIGIT_BITS;
      digits[i + 1] += upper;
    }
    additions = 1;
  }

  /** The sum in units of the smallest double, 2^-1074. */
  private BigInteger inSmallestUnits() {
    BigInteger sum = BigInteger.ZERO;
    for (int i = DIGITS - 1; i >= 0; i--) {
      sum = sum.shiftLeft(DIGIT_BITS).add(BigInteger.valueOf(digits[i]));
    }
    return sum;
  }

  /** The mean of {@code count} numbers, rounded once. */
  public double mean(long count) {
    return quotient(inSmallestUnits(), LOWEST_EXPONENT, BigInteger.valueOf(count));
  }

  /**
   * The population variance of {@code count} numbers, (Σx² - (Σx)²/n) / n, rounded once: nothing
   * cancels, because nothing was rounded before.
   */
  static double variance(ExactSum sum, ExactSum squares, long count) {
    BigInteger n = BigInteger.valueOf(count);
    BigInteger s = sum.inSmallestUnits();
    BigInteger scaled = n.multiply(squares.inSmallestUnits()).shiftLeft(-LOWEST_EXPONENT);
    return quotient(scaled.subtract(s.multiply(s)), 2 * LOWEST_EXPONENT, n.multiply(n));
  }

  /** Returns {@code numerator · 2^exponent / denominator}. */
  private static double quotient(BigInteger numerator, int exponent, BigInteger denominator) {
    return new BigDecimal(numerator)
        .divide(new BigDecimal(denominator.shiftLeft(-exponent)), new MathContext(40))
        .doubleValue();
  }
}
