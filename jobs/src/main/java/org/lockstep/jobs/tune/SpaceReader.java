package org.lockstep.jobs.tune;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.jobs.settings.HoconSource;
import org.lockstep.jobs.settings.KnownKeys;
import org.lockstep.settings.value.SettingValues;

/** Reads the block {@code tune.space}: settings by their own keys, a list or a range for each. */
final class SpaceReader {
  private static final List<String> SPACE = List.of("tune", "space");
  private static final List<String> OF_RANGE = List.of("min", "max", "scale", "whole");

  /** Settings that must be equal in all trials, so that their metrics can be compared. */
  private static final List<String> NOT_SEARCHED =
      List.of(
          "tune",
          "spark",
          "logging",
          "output",
          "overwrite",
          "data.train",
          "data.validation",
          "data.label",
          "data.weight",
          "data.classes",
          "training.task",
          "training.checkpoint");

  private final SettingValues values;
  private final ConfigObject space;
  private final Config known;
  private final SortedMap<String, Dimension> dimensions = new TreeMap<>();

  /**
   * Creates the reader.
   *
   * @param config resolved settings, including the defaults
   * @param known all known keys
   */
  SpaceReader(Config config, Config known) {
    this.values = new SettingValues(new HoconSource(config));
    this.space = config.getObject(ConfigUtil.joinPath(SPACE));
    this.known = known;
  }

  /**
   * Reads the block.
   *
   * @throws UserException if a key is not known, cannot be searched, or has neither values nor a
   *     range
   */
  SearchSpace read() {
    readBlock(List.of(), space, known.root());
    return new SearchSpace(dimensions);
  }

  private void readBlock(List<String> parents, ConfigObject block, ConfigObject expected) {
    block.forEach(
        (name, value) -> {
          List<String> path = new ArrayList<>(parents);
          path.add(name);
          read(path, value, expected.get(name));
        });
  }

  private void read(List<String> path, ConfigValue value, @Nullable ConfigValue expected) {
    String key = ConfigUtil.joinPath(path);
    if (expected == null) {
      throw new KnownKeys(searched(), List.of()).unknown(path, value);
    }
    if (NOT_SEARCHED.contains(key)) {
      throw wrong(key, "it cannot be searched: remove it");
    }
    if (value.valueType() == ConfigValueType.NULL) {
      return; // removed by --set
    }
    if (value instanceof ConfigList list) {
      if (list.isEmpty()) {
        throw wrong(key, "name at least one value");
      }
      dimensions.put(key, new Choice(List.copyOf(list)));
    } else if (!(value instanceof ConfigObject block)) {
      throw wrong(
          key, "it must be a list of values, such as [%s]".formatted(HoconSource.text(value)));
    } else if (expected instanceof ConfigObject inner) {
      readBlock(path, block, inner);
    } else {
      dimensions.put(key, range(key, block));
    }
  }

  private Range range(String key, ConfigObject block) {
    for (String name : block.keySet()) {
      if (!OF_RANGE.contains(name)) {
        throw wrong(key, "%s is not one of %s".formatted(name, String.join(", ", OF_RANGE)));
      }
    }
    if (!block.containsKey("min") || !block.containsKey("max")) {
      throw wrong(
          key, "a range needs min and max, such as { min = 1e-4, max = 1e-1, scale = log }");
    }
    String path = inSpace(key);
    return values.checked(
        path,
        all ->
            new Range(
                all.get(Range.MIN.in(path)),
                all.get(Range.MAX.in(path)),
                all.get(Range.SCALE.in(path)),
                all.get(Range.WHOLE.in(path)),
                block.origin()));
  }

  private ConfigObject searched() {
    Config searched = known;
    for (String key : NOT_SEARCHED) {
      searched = searched.withoutPath(key);
    }
    return searched.root();
  }

  private UserException wrong(String key, String rule) {
    return values.wrong(inSpace(key), rule);
  }

  private static String inSpace(String key) {
    return ConfigUtil.joinPath(SPACE) + "." + key;
  }
}
