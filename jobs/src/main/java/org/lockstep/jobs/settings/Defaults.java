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

/** The defaults of all settings as HOCON, which a settings file lies over. */
final class Defaults {
  /** The settings of Spark where there is no file, and the block of a search. */
  private static final String OPEN = "tune.space {}\nspark.master = \"local[*]\"\n";

  private Defaults() {}

  /** Every key there is, with its default; null where there is none. */
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
