package org.lockstep.settings.value;

import java.util.Map;
import java.util.Optional;

/** The values of a block of settings, such as {@code training.optimizer}. */
public final class Block {
  /** One in which nothing is set. */
  static final Block EMPTY =
      new Block(new SettingValues(new MapSource(Map.of(), key -> key)), "", "type");

  private final SettingValues values;
  private final String path;
  private final String typeKey;

  /**
   * Creates the block.
   *
   * @param path its key
   * @param typeKey the key of its type, which a setting that is lacking is reported at
   */
  Block(SettingValues values, String path, String typeKey) {
    this.values = values;
    this.path = path;
    this.typeKey = typeKey;
  }

  /**
   * The value of a setting, or its default.
   *
   * @param setting under its name in the block
   * @throws org.lockstep.UserException if there is none, or it is not what it must be
   */
  public <T> T get(Setting<T> setting) {
    return optional(setting)
        .orElseThrow(
            () ->
                values.wrong(
                    typeKey,
                    "it needs %s.%s too, such as %s = %s"
                        .formatted(
                            path,
                            setting.key(),
                            values.nameInBlock(path, setting.key()),
                            setting.type().example())));
  }

  /** The value of a setting, if it has one; null stands for the default that this type gives it. */
  public <T> Optional<T> optional(Setting<T> setting) {
    Optional<T> set = values.optional(setting.in(path).withUsual(null));
    return set.isPresent() || setting.usual() == null ? set : Optional.of(setting.usualValue());
  }
}
