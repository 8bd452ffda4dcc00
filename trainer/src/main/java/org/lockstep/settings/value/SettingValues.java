package org.lockstep.settings.value;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lockstep.OutOfBoundsException;
import org.lockstep.UserException;

/**
 * The values of settings by key: those that the user has set, else the defaults.
 *
 * <p>Every mistake is a {@link UserException} that names the key, the value, where it stands and
 * what it may be.
 */
public final class SettingValues {
  private final SettingSource source;
  private final Map<String, Object> defaults;

  /** Creates the values of a source. */
  public SettingValues(SettingSource source) {
    this(source, Map.of());
  }

  private SettingValues(SettingSource source, Map<String, Object> defaults) {
    this.source = source;
    this.defaults = defaults;
  }

  /**
   * The same values with other defaults.
   *
   * @param others plain values by key; all other settings keep their own defaults
   */
  public SettingValues withDefaults(Map<String, Object> others) {
    return new SettingValues(source, Map.copyOf(others));
  }

  /** Whether a setting has a value of its own, not a default. */
  public boolean isSet(Setting<?> setting) {
    return source.holds(setting.key()) && source.plain(setting.key()) != null;
  }

  /** Whether a setting has a value, its own or a default. */
  public boolean has(Setting<?> setting) {
    return plain(setting) != null;
  }

  /**
   * The value of a setting, or its default.
   *
   * @throws UserException if it is invalid
   */
  public <T> T get(Setting<T> setting) {
    Object plain = plain(setting);
    if (plain == null) {
      throw wrong(setting, "it must be " + setting.type().rule());
    }
    try {
      return setting.type().parse(plain);
    } catch (WrongValueException e) {
      throw wrong(setting, e.rule());
    }
  }

  /**
   * The value of a setting, if it has one.
   *
   * @throws UserException if it is invalid
   */
  public <T> Optional<T> optional(Setting<T> setting) {
    return has(setting) ? Optional.of(get(setting)) : Optional.empty();
  }

  /**
   * Checks the value of a setting that may not be used.
   *
   * @throws UserException if it is invalid
   */
  public void check(Setting<?> setting) {
    if (has(setting)) {
      get(setting);
    }
  }

  /**
   * Makes a record of settings that checks itself.
   *
   * @param block of the settings, such as {@code training.clip}
   * @throws UserException if one of them is invalid; names its place
   */
  public <T> T checked(String block, Function<SettingValues, T> maker) {
    try {
      return maker.apply(this);
    } catch (OutOfBoundsException e) {
      throw wrong(block + "." + e.name(), e.rule());
    }
  }

  /**
   * Makes a record of settings that names its mistakes by their full keys.
   *
   * @throws UserException if one of them is invalid; names its place
   */
  public <T> T checkedByKey(Supplier<T> maker) {
    try {
      return maker.get();
    } catch (OutOfBoundsException e) {
      throw wrong(e.name(), e.rule());
    }
  }

  /** The names of the settings of a block that have values, in alphabetical order. */
  public List<String> namesIn(String block) {
    return source.names(block);
  }

  /** What the user calls a setting of a block, in advice. */
  String nameInBlock(String block, String name) {
    return source.nameInBlock(block, name);
  }

  /** Creates the error for the value of a setting, with the values that it may have. */
  public UserException wrong(Setting<?> setting, String rule) {
    return source.holds(setting.key())
        ? wrong(setting.key(), rule)
        : wrong(setting.key(), Plain.text(usual(setting)), rule);
  }

  /** Creates the error for the value of a key, with the values that it may have. */
  public UserException wrong(String key, String rule) {
    Object usual = source.holds(key) ? null : defaults.get(key);
    return wrong(key, usual == null ? source.text(key) : Plain.text(usual), rule);
  }

  private UserException wrong(String key, String value, String rule) {
    return new UserException("%s is %s".formatted(key, value), source.place(key), rule);
  }

  private @Nullable Object plain(Setting<?> setting) {
    return source.holds(setting.key()) ? source.plain(setting.key()) : usual(setting);
  }

  private @Nullable Object usual(Setting<?> setting) {
    Object other = defaults.get(setting.key());
    return other == null ? setting.usual() : other;
  }
}
