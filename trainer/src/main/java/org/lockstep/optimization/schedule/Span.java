package org.lockstep.optimization.schedule;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lockstep.OutOfBoundsException;
import org.lockstep.settings.value.Plain;
import org.lockstep.settings.value.Shape;
import org.lockstep.settings.value.ValueType;
import org.lockstep.settings.value.Values;
import org.lockstep.settings.value.WrongValueException;

/**
 * A number of iterations, or of epochs.
 *
 * @param count how many; 1 or more
 */
public record Span(long count, Unit unit) {
  private static final long MOST = 1L << 40;
  private static final Pattern TEXT =
      Pattern.compile("0*([1-9][0-9]{0,11}) *(epochs?|iterations?)?");
  private static final String RULE =
      "a number of iterations, such as 500, or of epochs, such as 5 epochs; 1 or more";

  /** As a setting has it. */
  public static final ValueType<Span> TYPE =
      Values.any(Shape.TEXT, RULE, "10 epochs", plain -> of(Plain.text(plain)));

  /** A list of them, or one; at least one. */
  public static final ValueType<List<Span>> LIST =
      new ValueType<>(
          Shape.TEXTS,
          RULE,
          "[10 epochs, 20 epochs]",
          plain -> Plain.elements(plain).stream().map(e -> of(Plain.text(e))).toList(),
          spans -> !spans.isEmpty());

  /** What is counted. */
  public enum Unit {
    ITERATIONS,
    EPOCHS
  }

  /** Checks the count. */
  public Span {
    if (count < 1 || count > MOST) {
      throw new OutOfBoundsException("length", count, "it must be 1 to %d".formatted(MOST));
    }
  }

  private static Span of(String text) {
    Matcher match = TEXT.matcher(text.strip());
    if (!match.matches()) {
      throw new WrongValueException("write " + RULE);
    }
    long count = Long.parseLong(match.group(1));
    boolean epochs = match.group(2) != null && match.group(2).startsWith("epoch");
    return epochs ? epochs(count) : iterations(count);
  }

  /** A number of iterations. */
  public static Span iterations(long count) {
    return new Span(count, Unit.ITERATIONS);
  }

  /** A number of epochs. */
  public static Span epochs(long count) {
    return new Span(count, Unit.EPOCHS);
  }

  long in(Horizon horizon) {
    return unit == Unit.EPOCHS ? count * horizon.iterationsPerEpoch() : count;
  }

  /** Such as {@code 500} or {@code 5 epochs}. */
  @Override
  public String toString() {
    return unit == Unit.EPOCHS ? count + " epochs" : String.valueOf(count);
  }
}
