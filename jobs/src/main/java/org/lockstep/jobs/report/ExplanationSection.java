package org.lockstep.jobs.report;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.lockstep.NumberFormats;
import org.lockstep.Quoted;
import org.lockstep.Secrets;
import org.lockstep.encoding.Task;
import org.lockstep.jobs.console.ShellCommand;
import org.lockstep.jobs.console.ShownOutputs;
import org.lockstep.listener.chart.Along;
import org.lockstep.listener.chart.Axis;
import org.lockstep.listener.chart.Frame;
import org.lockstep.listener.chart.LineChart;
import org.lockstep.listener.chart.Markup;
import org.lockstep.listener.chart.Point;
import org.lockstep.listener.chart.Scroll;
import org.lockstep.listener.chart.Series;
import org.lockstep.model.Manifest;

/** What the model makes of the columns: their importance, and the dependence on some of them. */
final class ExplanationSection {
  static final String TITLE = "Columns";

  private static final int MOST_COLUMNS = 40;

  private ExplanationSection() {}

  static void write(Markup html, ReportedRun run, String prefix, int level) {
    Section.open(html, prefix + "columns", TITLE, level);
    run.model()
        .ifPresentOrElse(
            model ->
                model
                    .explanation()
                    .ifPresentOrElse(
                        found -> write(html, model.manifest(), found, prefix, level + 1),
                        () -> writeHowToExplain(html, run)),
            () -> Section.absent(html, "Available when the run is finished and has a model."));
    Section.close(html);
  }

  private static void writeHowToExplain(Markup html, ReportedRun run) {
    html.open("p", "class", "absent");
    html.text("Left out, since they need the model's predictions. After ");
    html.element("code", ShellCommand.of("explain", run.path(), "TABLE.parquet"));
    html.text(
        " the next report shows how much each column matters, and how the predictions depend on"
            + " the most important ones.");
    html.close();
  }

  private static void write(
      Markup html, Manifest model, ReportedExplanation found, String prefix, int level) {
    html.open("p");
    html.text("Of the model on ");
    html.element("code", Secrets.hiddenIn(found.source().data()));
    html.text(
        ", %s examples: %s %s."
            .formatted(
                NumberFormats.count(found.source().examples()),
                found.source().metric(),
                NumberFormats.value(found.source().value())));
    html.close();
    html.element("h" + level, "Importance");
    writeImportance(html, found);
    List<Integer> shown = ShownOutputs.of(model.encoding().target(), found.outputs().size());
    List<ReportedExplanation.Dependence> some =
        found.dependence().stream().filter(of -> of.values().size() > 1).toList();
    Axis y =
        around(
            some.stream()
                .filter(ReportedExplanation.Dependence::areNumbers)
                .flatMap(of -> lines(found, of, shown).stream())
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::y));
    for (int i = 0; i < some.size(); i++) {
      ReportedExplanation.Dependence of = some.get(i);
      String id = prefix + "dependence-" + (i + 1);
      if (of.areNumbers()) {
        writeChart(
            html,
            new Frame.Heading(id, title(of), note(model, found, shown), level),
            of,
            lines(found, of, shown),
            y);
      } else {
        html.element("h" + level, title(of));
        html.element("p", note(model, found, shown), "class", "note");
        writeWords(html, found, of, shown);
      }
    }
  }

  private static void writeImportance(Markup html, ReportedExplanation found) {
    Scroll.open(html, "Importance of the columns");
    html.open("table", "class", "importance");
    html.element(
        "caption",
        "By how much the %s gets worse when the values of the column are permuted among the rows."
            .formatted(found.source().metric()));
    html.open("thead");
    html.open("tr");
    html.element("th", "column", "scope", "col");
    html.element("th", "importance", "scope", "col");
    html.element("th", "deviation", "scope", "col");
    html.close();
    html.close();
    html.open("tbody");
    double most = found.columns().get(0).importance();
    for (ReportedExplanation.Column column :
        found.columns().subList(0, Math.min(MOST_COLUMNS, found.columns().size()))) {
      html.open("tr");
      html.element("th", column.name(), "scope", "row");
      writeShaded(html, column.importance(), most > 0 ? column.importance() / most : 0);
      html.element("td", NumberFormats.value(column.deviation()));
      html.close();
    }
    html.close();
    html.close();
    Scroll.close(html);
    if (found.columns().size() > MOST_COLUMNS) {
      html.element(
          "p",
          "and %d columns that matter less".formatted(found.columns().size() - MOST_COLUMNS),
          "class",
          "note");
    }
  }

  /** A number over a bar. */
  private static void writeShaded(Markup html, double value, double share) {
    double cut = Math.max(0, Math.min(1, Double.isNaN(share) ? 0 : share));
    html.element(
        "td",
        NumberFormats.value(value),
        "class",
        "share",
        "style",
        "--share:" + Math.round(cut * 1000) / 1000.0);
  }

  private static List<Series> lines(
      ReportedExplanation found, ReportedExplanation.Dependence of, List<Integer> shown) {
    List<Series> lines = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      int output = shown.get(i);
      lines.add(
          new Series(
              found.outputs().get(output),
              RunStyle.of(i),
              of.values().stream()
                  .map(value -> new Point(value.number(), value.predictions().get(output)))
                  .filter(point -> Double.isFinite(point.y()))
                  .toList()));
    }
    lines.removeIf(line -> line.points().isEmpty());
    return lines;
  }

  private static void writeChart(
      Markup html,
      Frame.Heading heading,
      ReportedExplanation.Dependence of,
      List<Series> lines,
      Axis y) {
    if (lines.isEmpty()) {
      return;
    }
    Axis x = around(of.values().stream().mapToDouble(ReportedExplanation.Value::number));
    LineChart.write(
        html,
        new Frame(heading, lines.size() > 1 ? Frame.TALL : Frame.LOW, Along.of(x, "value"), y),
        lines,
        Optional.empty());
  }

  private static Axis around(DoubleStream values) {
    DoubleSummaryStatistics all = values.summaryStatistics();
    return all.getCount() == 0 ? Axis.upTo(1) : Axis.linear(all.getMin(), all.getMax());
  }

  private static String title(ReportedExplanation.Dependence of) {
    return "Dependence on " + of.column();
  }

  private static String note(Manifest model, ReportedExplanation found, List<Integer> shown) {
    String of =
        shown.size() < found.outputs().size() && shown.size() == 1
            ? " of " + Quoted.of(found.outputs().get(shown.get(0)))
            : "";
    return model.encoding().target().task() == Task.CLASSIFICATION
        ? "the mean probability%s if all rows had the value".formatted(of)
        : "the mean prediction if all rows had the value";
  }

  private static void writeWords(
      Markup html,
      ReportedExplanation found,
      ReportedExplanation.Dependence of,
      List<Integer> shown) {
    double most =
        of.values().stream()
            .flatMap(value -> shown.stream().map(o -> Math.abs(value.predictions().get(o))))
            .mapToDouble(number -> number)
            .max()
            .orElse(0);
    Scroll.open(html, title(of));
    html.open("table", "class", "importance");
    html.open("thead");
    html.open("tr");
    html.element("th", "value", "scope", "col");
    shown.forEach(o -> html.element("th", found.outputs().get(o), "scope", "col"));
    html.close();
    html.close();
    html.open("tbody");
    for (ReportedExplanation.Value value : of.values()) {
      html.open("tr");
      html.element("th", Quoted.of(value.text()), "scope", "row");
      for (int o : shown) {
        double number = value.predictions().get(o);
        writeShaded(html, number, most > 0 ? number / most : 0);
      }
      html.close();
    }
    html.close();
    html.close();
    Scroll.close(html);
  }
}
