package org.lockstep.settings.value;

import org.jspecify.annotations.Nullable;

/**
 * The declaration of a setting, from which readers, messages and documentation are derived.
 *
 * @param key its full name, such as {@code training.epochs}; of a setting that several blocks may
 *     have, its name in the block
 * @param type the values that it takes
 * @param usual the default as a plain value; null if there is none, or if it depends on others
 * @param meaning in sentences, for the documentation
 * @param effect what it determines
 * @param <T> type of its values in Java
 */
public record Setting<T>(
    String key, ValueType<T> type, @Nullable Object usual, String meaning, Effect effect) {
  /** A setting that decides the bits of the model. */
  public static <T> Setting<T> of(
      String key, ValueType<T> type, @Nullable Object usual, String meaning) {
    return new Setting<>(key, type, usual, meaning, Effect.RESULT);
  }

  /** The same setting with another effect. */
  public Setting<T> with(Effect other) {
    return new Setting<>(key, type, usual, meaning, other);
  }

  /** The same setting with another default, or none. */
  public Setting<T> withUsual(@Nullable Object other) {
    return new Setting<>(key, type, other, meaning, effect);
  }

  /** The same setting as one of a block. */
  public Setting<T> in(String block) {
    return new Setting<>(block + "." + key, type, usual, meaning, effect);
  }

  /** The same setting with other values. */
  public Setting<T> withType(ValueType<T> other) {
    return new Setting<>(key, other, usual, meaning, effect);
  }

  /**
   * The default.
   *
   * @throws IllegalStateException if there is none
   */
  public T usualValue() {
    if (usual == null) {
      throw new IllegalStateException(key + " has no default");
    }
    return type.parse(usual);
  }

  /** The last part of its key. */
  public String name() {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /**
   * Checks a value that a program gives.
   *
   * @throws org.lockstep.OutOfBoundsException if the setting does not take it
   */
  public void check(T value) {
    type.check(name(), value);
  }
}
