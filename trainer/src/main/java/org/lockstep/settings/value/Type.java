package org.lockstep.settings.value;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.lockstep.UserException;

/**
 * One of the types that a block of settings may have, such as {@code adam} of {@code
 * training.optimizer}.
 *
 * @param name its name in the settings
 * @param settings those that it takes, under their names in the block, with its own defaults
 * @param maker creates the object from the values of these settings
 * @param <T> type of the objects
 */
public record Type<T>(String name, List<Setting<?>> settings, Function<Block, T> maker) {
  /** Copies the list. */
  public Type {
    settings = List.copyOf(settings);
  }

  /** A type, its settings last. */
  public static <T> Type<T> of(String name, Function<Block, T> maker, Setting<?>... settings) {
    return new Type<>(name, List.of(settings), maker);
  }

  /** The settings of all types of a block, each once; their defaults are those of the types. */
  public static <T> List<Setting<?>> settings(String block, List<Type<T>> types) {
    Map<String, Setting<?>> byName = new LinkedHashMap<>();
    for (Type<T> type : types) {
      for (Setting<?> setting : type.settings) {
        byName.putIfAbsent(setting.key(), setting.withUsual(null).in(block));
      }
    }
    return List.copyOf(byName.values());
  }

  /**
   * Creates the object that a block of settings describes.
   *
   * @param values of the user
   * @param block its key
   * @param type the setting of the block that chooses one of the types
   * @param common settings that all types have, which others read
   * @throws UserException if there is no such type, if one of its settings is not what it must be,
   *     or if another type's is set
   */
  public static <T> T read(
      SettingValues values, String block, Setting<Type<T>> type, List<Setting<?>> common) {
    Type<T> chosen = values.get(type);
    T made = chosen.make(values, block, type);
    Set<String> known = new TreeSet<>();
    chosen.settings.forEach(setting -> known.add(setting.key()));
    for (String name : values.namesIn(block)) {
      boolean shared = name.equals("type") || common.stream().anyMatch(s -> s.name().equals(name));
      if (!shared && !known.contains(name)) {
        throw values.wrong(
            block + "." + name,
            known.isEmpty()
                ? "remove it: %s has no settings of its own".formatted(chosen.name)
                : "remove it: %s takes %s"
                    .formatted(
                        chosen.name,
                        known.stream()
                            .map(each -> values.nameInBlock(block, each))
                            .collect(Collectors.joining(", "))));
      }
    }
    return made;
  }

  /**
   * Creates the object that the settings of this type describe.
   *
   * @param block its key
   * @param type the setting that has chosen this type
   */
  public T make(SettingValues values, String block, Setting<Type<T>> type) {
    return values.checked(block, all -> maker.apply(new Block(all, block, type.key())));
  }

  /** Creates the object of a block that has its type alone. */
  public T usual() {
    return maker.apply(Block.EMPTY);
  }
}
