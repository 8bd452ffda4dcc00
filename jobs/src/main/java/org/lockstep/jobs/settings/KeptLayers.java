package org.lockstep.jobs.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.lockstep.network.LayerNames;
import org.lockstep.settings.NetworkKeys;
import org.lockstep.settings.TrainingKeys;

/**
 * The frozen layers in the stored settings of a run. They are stored by name; a number comes from
 * an older version, which numbered layers from 0.
 */
final class KeptLayers {
  private KeptLayers() {}

  /** Replaces the layer numbers of {@code training.freeze}, which start at 1, by names. */
  static Config named(Config config) {
    return replaced(
        config,
        (frozen, layers) ->
            frozen.stream()
                .map(
                    layer -> {
                      OptionalInt number = LayerNames.find(layer, layers);
                      return number.isPresent()
                          ? LayerNames.name(number.getAsInt(), layers)
                          : layer; // rejected when the settings are read
                    })
                .toList());
  }

  /** Replaces the layer numbers of an older version, which start at 0, by names. */
  static Config ofOlderVersion(Config kept) {
    return replaced(kept, LayerNames::ofZeroBased);
  }

  private static Config replaced(Config config, BiFunction<List<String>, Integer, List<?>> names) {
    String key = TrainingKeys.FREEZE.key();
    if (value(config, key) instanceof ConfigList frozen
        && value(config, NetworkKeys.HIDDEN.key()) instanceof ConfigList hidden
        && !frozen.isEmpty()) {
      List<String> written = frozen.stream().map(HoconSource::text).toList();
      List<?> named = names.apply(written, hidden.size() + 1);
      if (!named.equals(written)) {
        return config.withValue(key, ConfigValueFactory.fromIterable(named));
      }
    }
    return config;
  }

  private static @Nullable ConfigValue value(Config config, String key) {
    return config.hasPath(key) ? config.getValue(key) : null;
  }
}
