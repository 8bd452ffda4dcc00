package org.lockstep.jobs.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.lockstep.ml.SettingParams;
import org.lockstep.optimization.Optimizer;
import org.lockstep.optimization.Optimizers;
import org.lockstep.optimization.schedule.Schedules;
import org.lockstep.settings.value.Plain;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Type;

/** All settings as a page of Markdown; {@code conf/README.md} holds it. */
public final class SettingsPage {
  private static final Map<String, String> SECTIONS = new LinkedHashMap<>();

  static {
    SECTIONS.put("data", "What to learn from");
    SECTIONS.put("network", "The network");
    SECTIONS.put("training", "The training");
    SECTIONS.put("logging", "What is written down meanwhile");
    SECTIONS.put("tune", "What `lockstep tune` tries");
    SECTIONS.put("output", "Where the run goes");
    SECTIONS.put("overwrite", "");
  }

  private SettingsPage() {}

  /**
   * The settings whose keys begin with a text.
   *
   * @param beginning such as {@code training.schedule}; empty for all
   */
  public static String of(String beginning) {
    StringBuilder page = new StringBuilder();
    SECTIONS.forEach(
        (section, title) -> {
          List<Setting<?>> settings =
              CommandKeys.ALL.stream()
                  .filter(s -> s.key().equals(section) || isIn(s, section))
                  .filter(s -> s.key().startsWith(beginning))
                  .toList();
          if (!settings.isEmpty() && !title.isEmpty()) {
            page.append("## %s%n%n".formatted(title));
          }
          settings.forEach(setting -> page.append(entry(setting)));
        });
    return page.toString();
  }

  private static boolean isIn(Setting<?> setting, String section) {
    return setting.key().startsWith(section + ".");
  }

  private static String entry(Setting<?> setting) {
    StringBuilder entry = new StringBuilder("### `%s`%n%n".formatted(setting.key()));
    entry.append(setting.meaning()).append("\n\n");
    entry.append("- Values: %s.%n".formatted(setting.type().rule()));
    entry.append(
        "- Default: %s.%n"
            .formatted(setting.usual() == null ? "none" : code(Plain.text(setting.usual()))));
    entry.append("- Decides %s.%n".formatted(setting.effect().described()));
    SettingParams.parameterOf(setting)
        .ifPresent(name -> entry.append("- In Spark ML: %s.%n".formatted(code(name))));
    if (setting.key().equals("training.optimizer.type")) {
      entry.append("\n").append(types(Optimizers.TYPES, SettingsPage::learningRate));
    }
    if (setting.key().equals("training.schedule.type")) {
      entry.append("\n").append(types(Schedules.TYPES, type -> List.of()));
    }
    return entry.append("\n").toString();
  }

  /** A table of types, each with its settings and its own defaults. */
  private static <T> String types(List<Type<T>> types, Function<Type<T>, List<String>> first) {
    StringBuilder table = new StringBuilder("| type | its settings |\n| --- | --- |\n");
    for (Type<T> type : types) {
      List<String> settings = new ArrayList<>(first.apply(type));
      for (Setting<?> setting : type.settings()) {
        settings.add(
            setting.usual() == null
                ? code(setting.key())
                : code("%s = %s".formatted(setting.key(), Plain.text(setting.usual()))));
      }
      table.append("| %s | %s |%n".formatted(code(type.name()), String.join(", ", settings)));
    }
    return table.toString();
  }

  private static List<String> learningRate(Type<Optimizer> type) {
    return List.of(code("learning-rate = " + type.usual().defaultLearningRate()));
  }

  private static String code(String text) {
    return "`" + text + "`";
  }
}
