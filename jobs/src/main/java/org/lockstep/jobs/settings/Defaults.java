package org.lockstep.jobs.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lockstep.settings.NetworkKeys;
import org.lockstep.settings.Recipe;
import org.lockstep.settings.TrainingKeys;
import org.lockstep.settings.value.Plain;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.SettingValues;
import org.lockstep.settings.value.Shape;

/** The defaults of all settings as HOCON; a settings file overrides them. */
final class Defaults {
  /** The blocks whose keys are open: the defaults of Spark, and the search space. */
  private static final String OPEN = "tune.space {}\nspark.master = \"local[*]\"\n";

  private static final String ORIGIN = "the defaults";

  private Defaults() {}

  /** All keys with their defaults; null for a key without a default. */
  static Config config() {
    return parsed(OPEN, CommandKeys.ALL.stream(), ORIGIN);
  }

  /**
   * The defaults of the recipe, if one is set.
   *
   * @param all settings, with the defaults of {@link #config}
   */
  static Config ofRecipe(Config all) {
    Config set = ConfigFactory.empty();
    for (Setting<?> setting : Recipe.deciding()) {
      String key = setting.key();
      if (all.hasPath(key) && !all.getValue(key).origin().description().startsWith(ORIGIN)) {
        set = set.withValue(key, all.getValue(key));
      }
    }
    SettingValues values = new SettingValues(new HoconSource(set));
    if (!values.isSet(NetworkKeys.RECIPE) || !values.isSet(TrainingKeys.TASK)) {
      return ConfigFactory.empty();
    }
    Recipe recipe = values.get(NetworkKeys.RECIPE);
    Map<String, Object> defaults = recipe.defaults(values.get(TrainingKeys.TASK), values);
    return parsed(
        "",
        CommandKeys.ALL.stream()
            .filter(setting -> defaults.containsKey(setting.key()))
            .map(setting -> setting.withUsual(defaults.get(setting.key()))),
        NetworkKeys.RECIPE.key() + " = " + recipe.settingsName());
  }

  private static Config parsed(String first, Stream<? extends Setting<?>> settings, String origin) {
    String text =
        settings
            .map(setting -> setting.key() + " = " + hocon(setting) + "\n")
            .collect(Collectors.joining("", first, ""));
    return ConfigFactory.parseString(
        text, ConfigParseOptions.defaults().setOriginDescription(origin));
  }

  private static String hocon(Setting<?> setting) {
    Object usual = setting.usual();
    if (usual == null || usual instanceof List<?>) {
      return Plain.text(usual);
    }
    return setting.type().shape() == Shape.TEXT
        ? ConfigUtil.quoteString(Plain.text(usual))
        : Plain.text(usual);
  }
}
