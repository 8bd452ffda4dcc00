package org.lockstep.jobs.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.lockstep.listener.chart.ChartStyle;
import org.lockstep.listener.chart.Markup;

/** Writes the report as one HTML document that loads no other file. */
public final class ReportPage {
  private ReportPage() {}

  /**
   * Writes the report of one run, or compares several.
   *
   * @param runs one or more, each with a unique name
   * @param defaults the defaults of the settings, by their full names
   * @return the document; it depends on the arguments alone
   */
  public static String of(List<ReportedRun> runs, SortedMap<String, String> defaults) {
    boolean isOne = runs.size() == 1;
    String title = isOne ? runs.get(0).name() : runs.size() + " runs compared";
    Markup html = Markup.document();
    html.open("html", "lang", "en");
    writeHead(html, title);
    html.open("body");
    html.element("a", "Skip to the report", "href", "#report", "class", "skip");
    writeHeader(html, title, isOne ? state(runs.get(0)) : "");
    writeContents(html, isOne ? contentsOfOne(runs.get(0)) : contentsOfAll(runs));
    html.open("main", "id", "report");
    if (isOne) {
      writeRun(html, runs.get(0), "", 2);
      SettingsSection.write(html, runs, defaults, 2);
      ManifestSection.write(html, runs.get(0), "", 2);
    } else {
      ComparisonSection.write(html, runs, 2);
      LearningSection.compare(html, runs, 2);
      TimeSection.compare(html, runs, 2);
      SettingsSection.write(html, runs, defaults, 2);
      writeEachRun(html, runs);
    }
    html.close();
    html.code("script", resource("report.js"));
    html.close();
    html.close();
    return html.toString();
  }

  private static void writeHead(Markup html, String title) {
    html.open("head");
    html.empty("meta", "charset", "utf-8");
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.empty("meta", "name", "color-scheme", "content", "light dark");
    html.empty("meta", "http-equiv", "Content-Security-Policy", "content", policy());
    html.element("title", title + " · Lockstep");
    html.empty("link", "rel", "icon", "href", "data:,");
    html.code("style", ChartStyle.css() + resource("report.css"));
    html.close();
  }

  /** Forbids network access and every script but report.js, even if a setting contained one. */
  private static String policy() {
    byte[] sha256 = DigestUtils.sha256(resource("report.js"));
    return "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-%s'"
        .formatted(Base64.getEncoder().encodeToString(sha256));
  }

  private static void writeHeader(Markup html, String title, String state) {
    html.open("header");
    html.open("div");
    html.element("p", "Lockstep", "class", "brand");
    html.element("h1", title);
    if (!state.isEmpty()) {
      html.element("p", state, "class", "state");
    }
    html.close();
    html.open("fieldset", "class", "theme");
    html.element("legend", "Colours");
    writeTheme(html, "auto", "checked", "checked");
    writeTheme(html, "light");
    writeTheme(html, "dark");
    html.close();
    html.close();
  }

  private static void writeTheme(Markup html, String name, String... checked) {
    html.open("label");
    List<String> attributes = new ArrayList<>(List.of("type", "radio", "name", "theme"));
    attributes.addAll(List.of("id", "theme-" + name, "value", name));
    attributes.addAll(List.of(checked));
    html.empty("input", attributes.toArray(String[]::new));
    html.text(name);
    html.close();
  }

  private static String state(ReportedRun run) {
    if (run.manifest().isPresent()) {
      return "%s, finished".formatted(run.path());
    }
    return run.last()
        .map(
            last ->
                "%s, unfinished: %d of %s epochs begun"
                    .formatted(
                        run.path(),
                        last.epoch(),
                        run.settings().getOrDefault("training.epochs", "?")))
        .orElse("%s, unfinished".formatted(run.path()));
  }

  private static void writeContents(Markup html, Map<String, String> contents) {
    html.open("nav", "aria-label", "Contents");
    html.open("ul");
    contents.forEach(
        (id, title) -> {
          html.open("li");
          html.element("a", title, "href", "#" + id);
          html.close();
        });
    html.close();
    html.close();
  }

  private static Map<String, String> contentsOfOne(ReportedRun run) {
    Map<String, String> contents = new LinkedHashMap<>();
    contents.put("glance", "At a glance");
    contents.put("learning", "Learning");
    if (run.seconds() > 0) {
      contents.put("time", "Time");
    }
    contents.put("answers", EvaluationSection.title(run));
    contents.put("columns", ExplanationSection.TITLE);
    contents.put("configuration", "Configuration");
    contents.put("manifest", "Manifest");
    return contents;
  }

  private static Map<String, String> contentsOfAll(List<ReportedRun> runs) {
    Map<String, String> contents = new LinkedHashMap<>();
    contents.put("comparison", "Comparison");
    contents.put("learning", "Learning");
    if (runs.stream().anyMatch(run -> run.seconds() > 0)) {
      contents.put("time", "Time");
    }
    contents.put("configuration", "Configuration");
    for (int i = 0; i < runs.size(); i++) {
      contents.put("run-" + (i + 1), runs.get(i).name());
    }
    return contents;
  }

  private static void writeEachRun(Markup html, List<ReportedRun> runs) {
    for (int i = 0; i < runs.size(); i++) {
      ReportedRun run = runs.get(i);
      String id = "run-" + (i + 1);
      Section.open(html, id, run.name(), 2);
      html.element("p", state(run), "class", "state");
      writeRun(html, run, id + "-", 3);
      ManifestSection.write(html, run, id + "-", 3);
      Section.close(html);
    }
  }

  private static void writeRun(Markup html, ReportedRun run, String prefix, int level) {
    GlanceSection.write(html, run, prefix, level);
    LearningSection.write(html, run, prefix, level);
    TimeSection.write(html, run, prefix, level);
    EvaluationSection.write(html, run, prefix, level);
    ExplanationSection.write(html, run, prefix, level);
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the build has left out " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
