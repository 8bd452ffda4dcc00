package org.lockstep.jobs.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.lockstep.OutOfBoundsException;
import org.lockstep.UserException;
import org.lockstep.optimization.schedule.Span;

/**
 * The settings of one block, such as {@code training.optimizer}, whose type decides which of them
 * there are.
 *
 * <p>A setting that is null has the default of its type. One that the type does not take is a
 * mistake: whoever sets a momentum for Adagrad believes something that is not so.
 */
public final class BlockReader {
  private final SettingReader reader;
  private final String block;
  private final Set<String> taken = new TreeSet<>();

  /**
   * Creates the reader.
   *
   * @param block the key of the block
   */
  public BlockReader(SettingReader reader, String block) {
    this.reader = reader;
    this.block = block;
  }

  /**
   * Reads the settings of the type that is named.
   *
   * @param types each word, and what makes its settings
   * @param common settings of every type, which others read
   * @throws UserException if there is no such word, if one of the type's settings is not what it
   *     must be, or if another type's is set
   */
  <T> T byType(Map<String, Function<BlockReader, T>> types, Set<String> common) {
    var type = reader.oneOf(path("type"), List.copyOf(types.entrySet()), Map.Entry::getKey);
    T settings = checked(type.getValue());
    for (String name : reader.keys(block)) {
      if (has(name) && !taken.contains(name) && !common.contains(name) && !name.equals("type")) {
        throw reader.wrong(
            path(name),
            taken.isEmpty()
                ? "remove it: %s has no settings of its own".formatted(type.getKey())
                : "remove it: %s takes %s".formatted(type.getKey(), String.join(", ", taken)));
      }
    }
    return settings;
  }

  /**
   * Makes settings that check themselves.
   *
   * @throws UserException if one of them is not what it must be, with its place
   */
  public <T> T checked(Function<BlockReader, T> settings) {
    try {
      return settings.apply(this);
    } catch (OutOfBoundsException e) {
      throw reader.wrong(path(e.name()), e.rule());
    }
  }

  /** Whether the setting has a value. */
  public boolean has(String name) {
    return reader.has(path(name));
  }

  /** A number, or the default of the type. */
  double number(String name, double otherwise) {
    taken.add(name);
    return has(name) ? reader.finiteNumber(path(name)) : otherwise;
  }

  /** A whole number of at least 1, or the default of the type. */
  int wholeNumber(String name, int otherwise) {
    taken.add(name);
    return has(name) ? reader.wholeNumber(path(name), 1) : otherwise;
  }

  /** Numbers, at least one of them. */
  List<Double> numbers(String name) {
    return List.copyOf(required(name, "[0.1, 0.01]", reader::finiteNumbers));
  }

  /** A number of iterations or epochs. */
  Span span(String name) {
    return required(name, "10 epochs", reader::spans).get(0);
  }

  /** Numbers of iterations or epochs, at least one of them. */
  List<Span> spans(String name) {
    return required(name, "[10 epochs, 20 epochs]", reader::spans);
  }

  /** A number of iterations or epochs, if there is one. */
  Optional<Span> optionalSpan(String name) {
    taken.add(name);
    return has(name) ? Optional.of(span(name)) : Optional.empty();
  }

  private <T> List<T> required(String name, String example, Function<String, List<T>> read) {
    taken.add(name);
    if (!has(name)) {
      throw reader.wrong(
          path("type"), "it needs %s too, such as %s = %s".formatted(path(name), name, example));
    }
    List<T> values = new ArrayList<>(read.apply(path(name)));
    if (values.isEmpty()) {
      throw reader.wrong(path(name), "write it as in %s = %s".formatted(name, example));
    }
    return List.copyOf(values);
  }

  private String path(String name) {
    return block + "." + name;
  }
}
