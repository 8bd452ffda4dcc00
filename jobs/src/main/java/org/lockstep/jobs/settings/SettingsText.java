package org.lockstep.jobs.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.lockstep.Secrets;

/**
 * Formats settings, including defaults, as the text of a settings file. Secrets are replaced by
 * {@link Secrets#HIDDEN}; resume requires them again.
 */
final class SettingsText {
  private static final String REDACTION = "spark.redaction.regex";

  private static final ConfigRenderOptions READABLE =
      ConfigRenderOptions.defaults().setOriginComments(false).setComments(false).setJson(false);

  private SettingsText() {}

  /** The text of resolved settings; {@link Secrets} decides what is a secret. */
  static String of(Config config) {
    return of(config, Optional.empty());
  }

  /** As {@link #of(Config)}; also hides what {@code spark.redaction.regex} matches. */
  static String ofUser(Config config) {
    return of(config, redaction(config));
  }

  private static Optional<Pattern> redaction(Config config) {
    ConfigValue pattern = Leaves.of(config.root()).get(REDACTION);
    try {
      return pattern == null
          ? Optional.empty()
          : Optional.of(Pattern.compile(HoconSource.text(pattern)));
    } catch (PatternSyntaxException e) {
      return Optional.empty(); // Spark reports it
    }
  }

  private static String of(Config config, Optional<Pattern> users) {
    TreeSet<String> secrets = new TreeSet<>();
    // The search space does not affect the run of a trial.
    ConfigObject open =
        Leaves.replaced(
            KeptLayers.named(config).withoutPath("tune").root(),
            (name, value) -> {
              ConfigValue shown = shown(name, value, users);
              if (!shown.equals(value)) {
                secrets.add(name);
              }
              return shown;
            });
    StringBuilder text = new StringBuilder("# The settings of the run in this folder.\n");
    for (String secret : secrets) {
      text.append(
          "# A secret that is not stored, pass it again with --set: %s%n".formatted(secret));
    }
    return text + open.render(READABLE);
  }

  private static ConfigValue shown(String name, ConfigValue value, Optional<Pattern> users) {
    boolean isOfSpark = name.startsWith(Leaves.SPARK + ".");
    String text = HoconSource.text(value);
    boolean isUsers =
        isOfSpark
            && !name.equals(REDACTION)
            && users.map(p -> p.matcher(name).find() || p.matcher(text).find()).orElse(false);
    if (isUsers || (isOfSpark && Secrets.isSecret(name, text))) {
      return ConfigValueFactory.fromAnyRef(Secrets.HIDDEN);
    }
    return open(value);
  }

  private static ConfigValue open(ConfigValue value) {
    if (value instanceof ConfigList list) {
      List<ConfigValue> open = list.stream().map(SettingsText::open).toList();
      return open.equals(list) ? list : ConfigValueFactory.fromIterable(open);
    }
    if (value instanceof ConfigObject block) {
      return Leaves.replaced(block, (name, inner) -> open(inner));
    }
    if (value.valueType() != ConfigValueType.STRING) {
      return value;
    }
    String text = HoconSource.text(value);
    String open = Secrets.hiddenIn(text);
    return open.equals(text) ? value : ConfigValueFactory.fromAnyRef(open);
  }

  /**
   * The settings of data, network and training that are not null, by full name.
   *
   * @param text as {@link #of} gives it
   */
  static SortedMap<String, String> flat(String text) {
    Config config = Hocon.plain(text, "settings");
    SortedMap<String, String> flat = new TreeMap<>();
    for (String section : List.of("data", "network", "training")) {
      for (Map.Entry<String, ConfigValue> entry : config.getConfig(section).entrySet()) {
        String key = String.join(".", ConfigUtil.splitPath(entry.getKey()));
        flat.put(section + "." + key, HoconSource.text(entry.getValue()));
      }
    }
    return flat;
  }
}
