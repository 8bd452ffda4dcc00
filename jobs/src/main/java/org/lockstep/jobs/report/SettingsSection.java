package org.lockstep.jobs.report;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lockstep.Secrets;
import org.lockstep.listener.chart.Markup;
import org.lockstep.listener.chart.Scroll;

/**
 * The settings: of one run those that are not defaults, of several runs those that differ; a
 * checkbox shows the others too.
 */
final class SettingsSection {
  /** Keys of the output folder, which differ between any two runs and do not affect results. */
  private static final Set<String> OF_OUTPUT = Set.of("output", "overwrite");

  private static final Pattern LIST = Pattern.compile("\\[([^\\[\\]]*)\\]");

  private SettingsSection() {}

  static void write(
      Markup html, List<ReportedRun> runs, SortedMap<String, String> defaults, int level) {
    Section.open(html, "configuration", "Configuration", level);
    if (runs.stream().allMatch(run -> run.settings().isEmpty())) {
      Section.absent(html, "This run was started from a program, which stores no settings.");
      Section.close(html);
      return;
    }
    boolean isOne = runs.size() == 1;
    Set<String> keys = new TreeSet<>(defaults.keySet());
    runs.forEach(run -> keys.addAll(run.settings().keySet()));
    Set<String> notable = new TreeSet<>(isOne ? changed(runs.get(0), defaults) : differing(runs));
    html.open("label", "class", "toggle");
    html.empty("input", "type", "checkbox", "class", "all-settings");
    html.text(isOne ? " show the defaults too" : " show those that are equal too");
    html.close();
    Scroll.open(html, "Configuration");
    html.open("table", "class", "settings");
    html.open("thead");
    html.open("tr");
    html.element("th", "setting", "scope", "col");
    runs.forEach(run -> html.element("th", isOne ? "value" : run.name(), "scope", "col"));
    html.element("th", "default", "scope", "col");
    html.close();
    html.close();
    html.open("tbody");
    for (String key : keys) {
      html.open("tr", "class", notable.contains(key) ? "notable" : "plain");
      html.open("th", "scope", "row");
      html.name(key);
      html.close();
      runs.forEach(run -> html.element("td", shown(key, run.settings().get(key))));
      html.element("td", shown(key, defaults.get(key)), "class", "default");
      html.close();
    }
    html.close();
    html.close();
    Scroll.close(html);
    Section.close(html);
  }

  private static List<String> changed(ReportedRun run, SortedMap<String, String> defaults) {
    return run.settings().keySet().stream()
        .filter(key -> !meaning(run.settings().get(key)).equals(meaning(defaults.get(key))))
        .toList();
  }

  /** The settings that differ between the runs, without those of the output folder. */
  static List<String> differing(List<ReportedRun> runs) {
    Set<String> keys = new TreeSet<>();
    runs.forEach(run -> keys.addAll(run.settings().keySet()));
    keys.removeAll(OF_OUTPUT);
    return keys.stream()
        .filter(
            key ->
                runs.stream().map(run -> meaning(run.settings().get(key))).distinct().count() > 1)
        .toList();
  }

  /**
   * The same text for values that mean the same: numbers and lists of numbers written otherwise.
   */
  private static String meaning(@Nullable String value) {
    if (value == null) {
      return "";
    }
    Matcher list = LIST.matcher(value);
    return list.matches()
        ? Stream.of(list.group(1).split(",", -1))
            .map(element -> number(element.strip()))
            .collect(Collectors.joining(", ", "[", "]"))
        : number(value.strip());
  }

  private static String number(String text) {
    try {
      return new BigDecimal(text).stripTrailingZeros().toString();
    } catch (NumberFormatException e) {
      return text;
    }
  }

  /** The value of a setting as a cell shows it. */
  static String shown(String key, @Nullable String value) {
    if (value == null) {
      return "–";
    }
    return key.startsWith("spark.") ? Secrets.shown(key, value) : Secrets.hiddenIn(value);
  }
}
