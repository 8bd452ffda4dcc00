package org.lockstep.settings;

import java.util.List;
import java.util.stream.Stream;
import org.lockstep.settings.data.DataKeys;
import org.lockstep.settings.table.TableKeys;
import org.lockstep.settings.value.Effect;
import org.lockstep.settings.value.Setting;

/**
 * Every setting of the data, the network and the training, once. To add one, declare it in the keys
 * of its theme and read it in {@link SettingsReader}: everything that lists settings lists it then.
 */
public final class KnownSettings {
  /** All, in the order of the documentation. */
  public static final List<Setting<?>> ALL =
      Stream.of(DataKeys.ALL, TableKeys.ALL, NetworkKeys.ALL, TrainingKeys.ALL)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  private KnownSettings() {}

  /** The settings that have an effect, in the order of the documentation. */
  public static List<Setting<?>> with(Effect effect) {
    return ALL.stream().filter(setting -> setting.effect() == effect).toList();
  }
}
