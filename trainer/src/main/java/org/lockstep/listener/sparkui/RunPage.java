package org.lockstep.listener.sparkui;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;
import org.lockstep.network.Topology;
import org.lockstep.training.TrainingPlan;

/** A run as the page shows it, and the list of all. */
final class RunPage {
  private RunPage() {}

  /**
   * The page.
   *
   * @param number of the run that is shown
   * @param runs all by their numbers
   */
  static Html of(int number, NavigableMap<Integer, RunSnapshot> runs) {
    RunSnapshot run = Objects.requireNonNull(runs.get(number));
    return Html.of(
        """
        %s
        <h4>Curves, by iteration</h4>
        <div class="d-flex flex-wrap">
        %s</div>
        <h4>Where the time goes</h4>
        %s
        <h4>Plan</h4>
        %s
        %s
        %s
        """,
        progress(number, run),
        run.charts().stream().map(LineChart::html).collect(Html.joined()),
        run.phases().html(),
        plan(run),
        notices(run.notices()),
        runs.size() == 1 ? Html.NOTHING : list(number, runs));
  }

  private static Html progress(int number, RunSnapshot run) {
    return Html.of(
        """
        <p><strong>Run %s, %s</strong> %s</p>
        <progress max="%s" value="%s" aria-label="iterations done"\
         style="width: 100%%; max-width: 62rem"></progress>
        <p>%s</p>
        """,
        number, run.state().word(), run.outcome(), run.planned(), run.iteration(), position(run));
  }

  private static String position(RunSnapshot run) {
    List<String> parts = new ArrayList<>();
    parts.add("epoch %s of %s".formatted(run.epoch(), run.plan().epochs()));
    parts.add(
        "iteration %s of %s"
            .formatted(Figures.count(run.iteration()), Figures.count(run.planned())));
    if (!Double.isNaN(run.loss())) {
      parts.add("loss " + Figures.number(run.loss()));
    }
    parts.add(Figures.duration(run.elapsed()));
    if (!Double.isNaN(run.left())) {
      parts.add("at most " + Figures.duration(run.left()) + " left");
    }
    if (run.checkpoint() > 0) {
      parts.add("saved after iteration " + Figures.count(run.checkpoint()));
    }
    return String.join(" · ", parts);
  }

  private static Html plan(RunSnapshot run) {
    TrainingPlan plan = run.plan();
    Topology topology = plan.topology();
    List<Html> rows = new ArrayList<>();
    rows.add(
        row(
            "network",
            "%s, loss %s, %s parameters"
                .formatted(
                    layers(topology),
                    topology.loss().settingsName(),
                    Figures.count(topology.parameterCount()))));
    rows.add(
        row(
            "data",
            "%s examples to train, %s to validate"
                .formatted(
                    Figures.count(plan.examples()), Figures.count(plan.validationExamples()))));
    rows.add(row("lanes", Figures.count(plan.lanes())));
    rows.add(row("partitions", Figures.count(plan.partitions())));
    rows.add(row("exchange", plan.exchange()));
    rows.add(row("iterations an epoch", Figures.count(plan.iterationsPerEpoch())));
    if (plan.checkpointBytes() > 0) {
      rows.add(row("checkpoints", FileUtils.byteCountToDisplaySize(plan.checkpointBytes())));
    }
    if (plan.iterationsDone() > 0) {
      rows.add(row("resumed", "after iteration " + Figures.count(plan.iterationsDone())));
    }
    rows.add(row("output", plan.output()));
    return Html.of(
        """
        <table class="table table-sm table-bordered" style="max-width: 62rem">
        <tbody>
        %s</tbody>
        </table>
        """,
        rows.stream().collect(Html.joined()));
  }

  private static Html row(String name, String value) {
    return Html.of("<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", name, value);
  }

  /** Such as {@code 64 → 128 relu → 10 softmax}. */
  private static String layers(Topology topology) {
    return IntStream.range(0, topology.layerCount())
        .mapToObj(
            layer ->
                " → %d %s"
                    .formatted(
                        topology.outputs(layer), topology.activations().get(layer).settingsName()))
        .collect(Collectors.joining("", String.valueOf(topology.inputWidth()), ""));
  }

  private static Html notices(List<String> notices) {
    return notices.isEmpty()
        ? Html.NOTHING
        : Html.of(
            "<h4>Notices</h4>\n<ul>%s</ul>",
            notices.stream().map(n -> Html.of("<li>%s</li>\n", n)).collect(Html.joined()));
  }

  private static Html list(int shown, NavigableMap<Integer, RunSnapshot> runs) {
    return Html.of(
        """
        <h4>Runs of this application</h4>
        <table class="table table-sm table-bordered" style="max-width: 62rem">
        <thead><tr><th>run</th><th>state</th><th>output</th><th>iterations</th><th>loss</th>\
        <th>time</th></tr></thead>
        <tbody>
        %s</tbody>
        </table>
        """,
        runs.descendingMap().entrySet().stream()
            .map(entry -> listed(entry.getKey(), entry.getKey() == shown, entry.getValue()))
            .collect(Html.joined()));
  }

  private static Html listed(int number, boolean isShown, RunSnapshot run) {
    return Html.of(
        """
        <tr><td><a href="?run=%s"%s>%s</a></td><td>%s</td><td>%s</td><td>%s</td><td>%s</td>\
        <td>%s</td></tr>
        """,
        number,
        isShown ? new Html(" aria-current=\"page\"") : Html.NOTHING,
        number,
        run.state().word(),
        run.plan().output(),
        Figures.count(run.iteration()),
        Double.isNaN(run.loss()) ? "" : Figures.number(run.loss()),
        Figures.duration(run.elapsed()));
  }
}
