package org.lockstep.jobs.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import java.util.List;
import java.util.stream.Collectors;
import org.lockstep.settings.value.Plain;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Shape;

/** The defaults of all settings as HOCON; a settings file overrides them. */
final class Defaults {
  /** The blocks whose keys are open: the defaults of Spark, and the search space. */
  private static final String OPEN = "tune.space {}\nspark.master = \"local[*]\"\n";

  private Defaults() {}

  /** All keys with their defaults; null for a key without a default. */
  static Config config() {
    String text =
        CommandKeys.ALL.stream()
            .map(setting -> setting.key() + " = " + hocon(setting) + "\n")
            .collect(Collectors.joining("", OPEN, ""));
    return ConfigFactory.parseString(
        text, ConfigParseOptions.defaults().setOriginDescription("the defaults"));
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
