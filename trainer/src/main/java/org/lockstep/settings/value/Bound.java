package org.lockstep.settings.value;

import java.util.function.DoublePredicate;

/**
 * The numbers that a setting may have.
 *
 * @param rule as a clause: {@code a number greater than 0}
 * @param holds whether a number is within it
 */
public record Bound(String rule, DoublePredicate holds) {
  /** A finite number. */
  public static final Bound FINITE = new Bound("a number", Double::isFinite);

  /** A finite number greater than 0. */
  public static final Bound POSITIVE =
      new Bound("a number greater than 0", x -> x > 0 && Double.isFinite(x));

  /** A finite number, 0 or greater. */
  public static final Bound NOT_NEGATIVE =
      new Bound("a number, 0 or greater", x -> x >= 0 && Double.isFinite(x));

  /** A term that is added to a divisor so that it is never 0, in single precision too. */
  public static final Bound EPSILON =
      new Bound("a number of at least 1e-37", x -> x >= 1e-37 && Double.isFinite(x));

  /** The share that a running mean keeps. */
  public static final Bound DECAY = new Bound("at least 0 and less than 1", x -> x >= 0 && x < 1);

  /** A share of a whole that is never all of it. */
  public static final Bound PART = new Bound("a share from 0 to less than 1", x -> x >= 0 && x < 1);

  /** A share of a whole. */
  public static final Bound SHARE = new Bound("0 to 1", x -> x >= 0 && x <= 1);

  /** A share that is neither nothing nor all. */
  public static final Bound BETWEEN =
      new Bound("greater than 0 and less than 1", x -> x > 0 && x < 1);
}
