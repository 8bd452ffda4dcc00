package org.lockstep.settings.value;

import java.util.function.Function;
import java.util.function.Predicate;
import org.lockstep.OutOfBoundsException;

/**
 * The values that a setting takes.
 *
 * <p>A plain value is a {@link String}, as the user wrote it, a {@code List} of plain values or a
 * {@code Map} from names to plain values. In quotes or not, {@code 3} is the same number and {@code
 * relu} the same word.
 *
 * @param shape of the values
 * @param rule what a value must be, as a clause: {@code a whole number, 1 or more}
 * @param example such as {@code 10 epochs}
 * @param parser from a plain value; throws a {@link WrongValueException}
 * @param holds whether a value of the right form is within the bounds
 * @param <T> type of the values in Java
 */
public record ValueType<T>(
    Shape shape, String rule, String example, Function<Object, T> parser, Predicate<T> holds) {
  /**
   * Reads a plain value and checks it.
   *
   * @throws WrongValueException if it is invalid
   */
  public T parse(Object plain) {
    T value = parser.apply(plain);
    if (!holds.test(value)) {
      throw new WrongValueException("it must be " + rule);
    }
    return value;
  }

  /**
   * Checks a value that did not come as text.
   *
   * @param name of the setting
   * @throws OutOfBoundsException if it is not within the bounds
   */
  public void check(String name, T value) {
    if (!holds.test(value)) {
      throw new OutOfBoundsException(name, value, "it must be " + rule);
    }
  }
}
