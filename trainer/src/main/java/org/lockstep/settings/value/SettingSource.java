package org.lockstep.settings.value;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where settings come from: a file with its overrides, or the parameters of a stage. */
public interface SettingSource {
  /** Whether a key is set; also if it is set to null, which removes a default. */
  boolean holds(String key);

  /** The plain value of a key; null if there is none. */
  @Nullable Object plain(String key);

  /** The value of a key as the user wrote it, or nearly so. */
  default String text(String key) {
    return Plain.text(plain(key));
  }

  /** Where the value of a key stands, such as {@code run.conf:12}. */
  String place(String key);

  /**
   * What the user calls a setting of a block, in the advice of a message: its name in the block, or
   * the parameter of a stage.
   */
  default String nameInBlock(String block, String name) {
    return name;
  }

  /** The names in a block that have values, in alphabetical order. */
  List<String> names(String block);
}
