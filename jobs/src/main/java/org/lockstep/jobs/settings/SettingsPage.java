package org.lockstep.jobs.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.text.WordUtils;
import org.lockstep.encoding.Task;
import org.lockstep.ml.SettingParams;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.optimization.optimizer.Optimizers;
import org.lockstep.optimization.schedule.Schedules;
import org.lockstep.settings.NetworkKeys;
import org.lockstep.settings.Recipe;
import org.lockstep.settings.value.Plain;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Type;

/** Formats all settings as Markdown, for {@code conf/README.md} and {@code lockstep settings}. */
public final class SettingsPage {
  private static final int WIDTH = 120;
  private static final String OPTIMIZER = "training.optimizer.";
  private static final String LEARNING_RATE = OPTIMIZER + "learning-rate";
  private static final String SCHEDULE = "training.schedule.";

  private SettingsPage() {}

  /** A group of settings under one heading. */
  private record Section(String title, List<Setting<?>> settings) {}

  /**
   * Describes the settings whose keys begin with a text: meaning, values, default.
   *
   * @param beginning such as {@code training.schedule}; empty for all
   * @return an empty text if there is none
   */
  public static String of(String beginning) {
    return sections(beginning).stream()
        .map(
            section ->
                "## %s%n%n".formatted(section.title())
                    + section.settings().stream()
                        .map(SettingsPage::entry)
                        .collect(Collectors.joining("\n")))
        .collect(Collectors.joining("\n"));
  }

  /** Lists each setting and its default on a line. */
  public static String overview() {
    int width = CommandKeys.ALL.stream().mapToInt(s -> s.key().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (Section section : sections("")) {
      text.append("%s%n".formatted(section.title()));
      for (Setting<?> setting : section.settings()) {
        String line = "  %-" + width + "s  %s";
        text.append(line.formatted(setting.key(), inBrief(setting)).stripTrailing()).append('\n');
      }
    }
    return text.toString();
  }

  private static String inBrief(Setting<?> setting) {
    return isOfTypes(setting) ? "by the type" : plain(setting);
  }

  private static boolean isOfTypes(Setting<?> setting) {
    return setting.key().equals(LEARNING_RATE) || !typesWith(setting).isEmpty();
  }

  private static List<Section> sections(String beginning) {
    Map<String, List<Setting<?>>> byTitle = new LinkedHashMap<>();
    for (Setting<?> setting : CommandKeys.ALL) {
      if (setting.key().startsWith(beginning)) {
        byTitle.computeIfAbsent(title(setting.key()), title -> new ArrayList<>()).add(setting);
      }
    }
    return byTitle.entrySet().stream().map(e -> new Section(e.getKey(), e.getValue())).toList();
  }

  private static String title(String key) {
    return switch (key.replaceFirst("\\..*", "")) {
      case "data" -> "The data";
      case "network" -> "The network";
      case "training" -> "The training";
      case "logging" -> "Logging";
      case "tune" -> "The search of lockstep tune";
      default -> "The output";
    };
  }

  private static String entry(Setting<?> setting) {
    StringBuilder entry = new StringBuilder("### `%s`%n%n".formatted(setting.key()));
    entry.append(WordUtils.wrap(setting.meaning(), WIDTH)).append("\n\n");
    if (!typesWith(setting).isEmpty()) {
      entry.append(item("Of the types: " + String.join(", ", typesWith(setting).keySet())));
    }
    entry.append(item("Value: " + setting.type().rule()));
    entry.append(item("Default: " + defaultOf(setting)));
    ofRecipes(setting).forEach(text -> entry.append(item(text)));
    entry.append(item("Decides " + setting.effect().described()));
    SettingParams.described(setting).ifPresent(name -> entry.append(item("In Spark ML: " + name)));
    if (setting.key().equals(OPTIMIZER + "type")) {
      entry.append("\n").append(table(Optimizers.TYPES, SettingsPage::learningRate));
    }
    if (setting.key().equals(SCHEDULE + "type")) {
      entry.append("\n").append(table(Schedules.TYPES, type -> List.of()));
    }
    return entry.toString();
  }

  private static String item(String text) {
    return "- " + WordUtils.wrap(text, WIDTH - 2, "\n  ", false) + "\n";
  }

  private static String defaultOf(Setting<?> setting) {
    if (setting.key().equals(LEARNING_RATE)) {
      return "by the type, as in the table above";
    }
    Map<String, List<String>> byDefault = new LinkedHashMap<>();
    typesWith(setting)
        .forEach(
            (type, its) ->
                byDefault.computeIfAbsent(code(its), text -> new ArrayList<>()).add(type));
    return byDefault.size() < 2
        ? byDefault.keySet().stream().findFirst().orElseGet(() -> code(setting))
        : byDefault.entrySet().stream()
            .map(e -> "%s (%s)".formatted(e.getKey(), String.join(", ", e.getValue())))
            .collect(Collectors.joining("; "));
  }

  /** The defaults of a setting by the recipes that have others. */
  private static List<String> ofRecipes(Setting<?> setting) {
    List<String> texts = new ArrayList<>();
    for (Recipe recipe : Recipe.values()) {
      Map<String, List<String>> byDefault = new LinkedHashMap<>();
      for (Task task : Task.values()) {
        Object plain = recipe.defaults(task).get(setting.key());
        if (plain != null) {
          byDefault
              .computeIfAbsent(code(setting.withUsual(plain)), text -> new ArrayList<>())
              .add(task.settingsName());
        }
      }
      byDefault.forEach(
          (text, tasks) ->
              texts.add(
                  "With %s = %s%s: %s"
                      .formatted(
                          NetworkKeys.RECIPE.key(),
                          recipe.settingsName(),
                          tasks.size() == Task.values().length ? "" : ", " + tasks.get(0),
                          text)));
    }
    return texts;
  }

  /** The types of a block that have a setting, each with its own declaration. */
  private static Map<String, Setting<?>> typesWith(Setting<?> setting) {
    Map<String, Setting<?>> types = new LinkedHashMap<>();
    for (Type<?> type : typesOf(setting.key())) {
      own(type, setting.name()).ifPresent(its -> types.put(type.name(), its));
    }
    return types;
  }

  private static List<? extends Type<?>> typesOf(String key) {
    if (key.startsWith(OPTIMIZER)) {
      return Optimizers.TYPES;
    }
    return key.startsWith(SCHEDULE) ? Schedules.TYPES : List.of();
  }

  private static Optional<Setting<?>> own(Type<?> type, String name) {
    return type.settings().stream().filter(setting -> setting.key().equals(name)).findFirst();
  }

  private static String plain(Setting<?> setting) {
    return setting.usual() == null ? "" : Plain.text(setting.usual());
  }

  private static String code(Setting<?> setting) {
    return setting.usual() == null ? "none" : "`%s`".formatted(plain(setting));
  }

  /** A table of types, each with its settings and its own defaults. */
  private static <T> String table(List<Type<T>> types, Function<Type<T>, List<String>> first) {
    StringBuilder table = new StringBuilder("| type | its settings |\n| --- | --- |\n");
    for (Type<T> type : types) {
      List<String> settings = new ArrayList<>(first.apply(type));
      for (Setting<?> setting : type.settings()) {
        settings.add(
            setting.usual() == null
                ? "`%s`".formatted(setting.key())
                : "`%s = %s`".formatted(setting.key(), plain(setting)));
      }
      String all = settings.isEmpty() ? "none" : String.join(", ", settings);
      table.append("| `%s` | %s |%n".formatted(type.name(), all));
    }
    return table.toString();
  }

  private static List<String> learningRate(Type<Optimizer> type) {
    return List.of("`learning-rate = %s`".formatted(type.usual().defaultLearningRate()));
  }
}
