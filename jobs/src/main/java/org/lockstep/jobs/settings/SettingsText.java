package org.lockstep.jobs.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Settings as a file that they can be read from again, defaults included, secrets left out. */
final class SettingsText {
  /** Such as spark.hadoop.fs.s3a.secret.key, spark.ssl.keyPassword. */
  private static final Pattern SECRET = Pattern.compile("(?i)password|secret|token|key");

  private static final ConfigRenderOptions READABLE =
      ConfigRenderOptions.defaults().setOriginComments(false).setComments(false).setJson(false);

  private SettingsText() {}

  /** The text of resolved settings. */
  static String of(Config config) {
    List<String> secrets = new ArrayList<>();
    ConfigObject spark = withoutSecrets(config.getObject("spark"), "spark", secrets);
    StringBuilder text = new StringBuilder("# The settings of the run in this folder.\n");
    for (String secret : secrets) {
      text.append("# Left out as a secret, to be given again by --set: %s%n".formatted(secret));
    }
    // What a search may try is nothing that this run depends on.
    return text + config.withoutPath("tune").withValue("spark", spark).root().render(READABLE);
  }

  /**
   * What is trained on what, and how: the settings that have a value, under their full names. Those
   * of Spark are not among them.
   *
   * @param text as {@link #of} gives it
   */
  static SortedMap<String, String> flat(String text) {
    Config config = ConfigFactory.parseString(text);
    SortedMap<String, String> flat = new TreeMap<>();
    for (String section : List.of("data", "network", "training")) {
      for (Map.Entry<String, ConfigValue> entry : config.getConfig(section).entrySet()) {
        String key = String.join(".", ConfigUtil.splitPath(entry.getKey()));
        flat.put(section + "." + key, HoconSource.text(entry.getValue()));
      }
    }
    return flat;
  }

  private static ConfigObject withoutSecrets(
      ConfigObject block, String path, List<String> secrets) {
    ConfigObject open = block;
    for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
      String name = path + "." + entry.getKey();
      if (SECRET.matcher(entry.getKey()).find()) {
        secrets.add(name);
        open = open.withoutKey(entry.getKey());
      } else if (entry.getValue() instanceof ConfigObject inner) {
        open = open.withValue(entry.getKey(), withoutSecrets(inner, name, secrets));
      }
    }
    return open;
  }
}
