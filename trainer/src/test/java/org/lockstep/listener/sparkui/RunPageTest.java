package org.lockstep.listener.sparkui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.Phase;
import org.lockstep.listener.PhaseSeconds;
import org.lockstep.listener.chart.ChartStyle;
import org.lockstep.listener.chart.Markup;
import org.lockstep.model.Metrics;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.support.Figures;
import org.lockstep.training.Placement;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.exchange.ExchangeChoice;
import org.lockstep.training.exchange.Traffic;

class RunPageTest {
  private static final Topology TOPOLOGY =
      new Topology(
          List.of(5, 16, 3),
          List.of(Activation.RELU, Activation.SOFTMAX),
          new Loss.CrossEntropy(0));

  private static TrainingPlan plan(String output, String... warnings) {
    return new TrainingPlan(
        new TrainingPlan.Output(output, 4096),
        TOPOLOGY,
        new TrainingPlan.Examples(2_340, 260),
        new Placement(
            16, 2, new ExchangeChoice(ExchangeKind.RESIDENT, "inside this JVM"), Traffic.NONE),
        new TrainingPlan.Length(3, 20, 0),
        List.of(warnings));
  }

  private static HistoryRow row(int iteration, Metrics validation) {
    return new HistoryRow(
        new HistoryRow.Position(iteration, 1, 10),
        new HistoryRow.Training(1.0 / iteration, 0.1, 1),
        iteration,
        new PhaseSeconds(new PhaseSeconds.Exchange(1, 6, 2, 0.5), 0.25, 0.25, 0),
        null,
        validation);
  }

  private static String page(LiveRun... runs) {
    TreeMap<Integer, RunSnapshot> numbered = new TreeMap<>();
    for (LiveRun run : runs) {
      numbered.put(numbered.size() + 1, run.snapshot());
    }
    Markup html = Markup.fragment();
    RunPage.write(html, numbered.lastKey(), numbered);
    return html.toString();
  }

  @Test
  void textFromUsersIsEscaped() {
    String hostile = "\"><script>alert('%s')</script>&\u0001";
    LiveRun run = new LiveRun(plan(hostile, "warning " + hostile));
    run.noticed("notice " + hostile);
    run.failed(new IllegalStateException("reason " + hostile));

    String page = page(new LiveRun(plan(hostile)), run);

    assertThat(page)
        .doesNotContain("<script", "\u0001")
        .contains(
            "reason &quot;&gt;&lt;script&gt;alert('%s')&lt;/script&gt;&amp;",
            "notice &quot;&gt;&lt;script", "warning &quot;&gt;&lt;script")
        .doesNotContainPattern(Pattern.compile("(src|href)=\"(?!\\?run=)"));
  }

  @Test
  void aRunWithoutAnIterationHasAPage() {
    String page = page(new LiveRun(plan("runs/first")));

    assertThat(page)
        .contains(
            "Run 1, training",
            "epoch 1 of 3 · iteration 0 of 60",
            "nothing yet",
            "5 → 16 relu → 3 softmax, loss cross-entropy, 147 parameters",
            "2,340 examples to train, 260 to validate")
        .doesNotContain("<path", "left", "Runs of this application", "NaN");
  }

  @Test
  void curvesAndPhasesAreDrawnAndDescribedInText() {
    LiveRun run = new LiveRun(plan("runs/first"));
    run.add(row(10, null));
    run.add(row(20, Figures.ofClasses(0.5, 260, 0.875)));

    String page = page(run);

    assertThat(page)
        .contains(
            "<p class=\"hidden\" id=\"loss-summary\">training: from 0.1000 to 0.0500;"
                + " validation: from 0.5000 to 0.5000.</p>",
            "Validation accuracy",
            "validation: from 0.8750 to 0.8750.</p>",
            "learning rate: from 0.1000 to 0.1000.</p>",
            "60.0 %</td>",
            "<td>12.0 s</td>",
            "<td>600.0 ms</td>",
            "the arithmetic of the slowest task</small>");
    assertThat(page.split("class=\"line ", -1))
        .as("training, validation, accuracy, rate")
        .hasSize(5);
  }

  @Test
  void everyPhaseHasTheColourOfTheReport() {
    LiveRun run = new LiveRun(plan("runs/first"));
    run.add(row(10, null));

    String page = page(run);

    for (Phase phase : Phase.values()) {
      assertThat(page)
          .contains(
              "<th scope=\"row\" class=\"%s\">".formatted(phase.style()),
              "class=\"bar %s\"".formatted(phase.style()));
      assertThat(ChartStyle.css())
          .containsPattern("\\.%s\\b[^}]*--colour".formatted(phase.style()));
    }
  }

  @Test
  void everyPointIsInsideItsPicture() {
    LiveRun run = new LiveRun(plan("runs/first"));
    for (int iteration = 10; iteration <= 1000; iteration += 10) {
      run.add(row(iteration, Figures.ofClasses(3.0 / iteration, 260, 0.5)));
    }

    var points = Pattern.compile("[ML]([\\d.]+) ([\\d.-]+)").matcher(page(run));

    assertThat(points.results())
        .hasSizeGreaterThanOrEqualTo(400)
        .allSatisfy(
            point -> {
              assertThat(Double.parseDouble(point.group(1))).isBetween(0.0, 1000.0);
              assertThat(Double.parseDouble(point.group(2))).isBetween(0.0, 1000.0);
            });
  }

  @Test
  void runsAreListedNewestFirst() {
    String page = page(new LiveRun(plan("runs/first")), new LiveRun(plan("runs/second")));

    assertThat(page)
        .containsSubsequence(
            "Run 2, training",
            "Runs of this application",
            "<a href=\"?run=2\" aria-current=\"page\">2</a>",
            "runs/second",
            "<a href=\"?run=1\">1</a>",
            "runs/first");
  }
}
