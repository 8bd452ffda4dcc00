package org.lockstep.listener.sparkui;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.OptionalDouble;
import org.apache.commons.io.FileUtils;
import org.lockstep.NumberFormats;
import org.lockstep.listener.Phase;
import org.lockstep.listener.PhaseTable;
import org.lockstep.listener.chart.Markup;
import org.lockstep.network.Topology;
import org.lockstep.training.TrainingPlan;

/** A run as the page shows it, and the list of all. */
final class RunPage {
  private static final String TIME = "Where the time goes";
  private static final String TABLE = "table table-sm table-bordered";

  private RunPage() {}

  /**
   * Writes the page.
   *
   * @param number of the run that is shown
   * @param runs all by their numbers
   */
  static void write(Markup html, int number, NavigableMap<Integer, RunSnapshot> runs) {
    RunSnapshot run = Objects.requireNonNull(runs.get(number));
    progress(html, number, run);
    charts(html, run);
    html.open("div", "class", "facts");
    html.open("div");
    time(html, run);
    html.close();
    html.open("div");
    html.element("h4", "Plan");
    plan(html, run);
    html.close();
    html.close();
    notices(html, run.notices());
    if (runs.size() > 1) {
      list(html, number, runs);
    }
  }

  private static void progress(Markup html, int number, RunSnapshot run) {
    html.open("p");
    html.element("strong", "Run %d, %s".formatted(number, run.status().state().word()));
    html.text(" " + run.status().outcome());
    html.close();
    html.element(
        "progress",
        "",
        "max",
        String.valueOf(run.planned()),
        "value",
        String.valueOf(run.progress().iteration()),
        "aria-label",
        "iterations done",
        "style",
        "width: 100%");
    html.element("p", position(run));
  }

  private static void charts(Markup html, RunSnapshot run) {
    html.element("h4", "Curves, by iteration");
    if (run.charts().stream().allMatch(RunChart::isEmpty)) {
      html.element("p", "nothing yet");
      return;
    }
    html.open("div", "class", "curves");
    OptionalDouble perEpoch = OptionalDouble.of(run.plan().iterationsPerEpoch());
    run.charts().forEach(chart -> chart.write(html, perEpoch));
    html.close();
  }

  private static void time(Markup html, RunSnapshot run) {
    html.element("h4", TIME);
    Map<Phase, Double> seconds = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      seconds.put(phase, phase.of(run.time().seconds()));
    }
    double total = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    if (total <= 0) {
      html.element("p", "nothing yet");
      return;
    }
    PhaseTable.write(html, TIME, seconds, total, run.time().iterations());
  }

  private static String position(RunSnapshot run) {
    List<String> parts = new ArrayList<>();
    parts.add(
        "epoch %s of %s"
            .formatted(
                NumberFormats.count(run.progress().epoch()),
                NumberFormats.count(run.plan().epochs())));
    parts.add(
        "iteration %s of %s"
            .formatted(
                NumberFormats.count(run.progress().iteration()),
                NumberFormats.count(run.planned())));
    if (!Double.isNaN(run.progress().loss())) {
      parts.add("loss " + NumberFormats.decimals(run.progress().loss()));
    }
    parts.add(NumberFormats.time(run.progress().elapsed()));
    if (!Double.isNaN(run.left())) {
      parts.add("at most " + NumberFormats.time(run.left()) + " left");
    }
    if (run.progress().checkpoint() > 0) {
      parts.add("saved after iteration " + NumberFormats.count(run.progress().checkpoint()));
    }
    return String.join(" · ", parts);
  }

  private static void plan(Markup html, RunSnapshot run) {
    TrainingPlan plan = run.plan();
    Topology topology = plan.topology();
    html.open("table", "class", TABLE);
    html.open("tbody");
    row(
        html,
        "network",
        "%s, loss %s, %s parameters"
            .formatted(
                topology.layers(" → "),
                topology.loss().settingsName(),
                NumberFormats.count(topology.parameterCount())));
    row(
        html,
        "data",
        "%s examples to train, %s to validate"
            .formatted(
                NumberFormats.count(plan.examples()),
                NumberFormats.count(plan.validationExamples())));
    row(html, "lanes", NumberFormats.count(plan.lanes()));
    row(html, "partitions", NumberFormats.count(plan.partitions()));
    row(html, "exchange", plan.exchange());
    row(html, "iterations an epoch", NumberFormats.count(plan.iterationsPerEpoch()));
    if (plan.checkpointBytes() > 0) {
      row(html, "checkpoints", FileUtils.byteCountToDisplaySize(plan.checkpointBytes()));
    }
    if (plan.iterationsDone() > 0) {
      row(html, "resumed", "after iteration " + NumberFormats.count(plan.iterationsDone()));
    }
    row(html, "output", plan.output());
    html.close();
    html.close();
  }

  private static void row(Markup html, String name, String value) {
    html.open("tr");
    html.element("th", name, "scope", "row");
    html.element("td", value);
    html.close();
  }

  /** Such as {@code 64 → 128 relu → 10 softmax}. */
  private static void notices(Markup html, List<String> notices) {
    if (notices.isEmpty()) {
      return;
    }
    html.element("h4", "Notices");
    html.open("ul");
    notices.forEach(notice -> html.element("li", notice));
    html.close();
  }

  private static void list(Markup html, int shown, NavigableMap<Integer, RunSnapshot> runs) {
    html.element("h4", "Runs of this application");
    html.open("table", "class", TABLE);
    html.open("thead");
    html.open("tr");
    for (String column : List.of("run", "state", "output", "iterations", "loss", "time")) {
      html.element("th", column);
    }
    html.close();
    html.close();
    html.open("tbody");
    runs.descendingMap().forEach((number, run) -> listed(html, number, number == shown, run));
    html.close();
    html.close();
  }

  private static void listed(Markup html, int number, boolean isShown, RunSnapshot run) {
    String address = "?run=" + number;
    html.open("tr");
    html.open("td");
    if (isShown) {
      html.element("a", String.valueOf(number), "href", address, "aria-current", "page");
    } else {
      html.element("a", String.valueOf(number), "href", address);
    }
    html.close();
    html.element("td", run.status().state().word());
    html.element("td", run.plan().output());
    html.element("td", NumberFormats.count(run.progress().iteration()));
    html.element(
        "td",
        Double.isNaN(run.progress().loss()) ? "" : NumberFormats.decimals(run.progress().loss()));
    html.element("td", NumberFormats.time(run.progress().elapsed()));
    html.close();
  }
}
