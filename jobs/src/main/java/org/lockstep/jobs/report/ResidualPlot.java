package org.lockstep.jobs.report;

import java.util.List;
import org.lockstep.NumberFormats;
import org.lockstep.listener.chart.FoldedTable;
import org.lockstep.listener.chart.Frame;
import org.lockstep.listener.chart.Markup;
import org.lockstep.listener.chart.Point;
import org.lockstep.listener.chart.ScatterChart;
import org.lockstep.training.evaluation.Prediction;

/** Scatter charts of the residuals, target minus prediction, over the prediction. */
final class ResidualPlot {
  private ResidualPlot() {}

  /** Writes one chart per target. */
  static void write(
      Markup html,
      List<Prediction.PredictedRow> answers,
      List<String> targets,
      String prefix,
      int level) {
    for (int i = 0; i < targets.size(); i++) {
      write(html, answers, i, targets.get(i), prefix + "residuals-" + (i + 1), level);
    }
  }

  private static void write(
      Markup html,
      List<Prediction.PredictedRow> answers,
      int target,
      String name,
      String id,
      int level) {
    List<Point> points =
        answers.stream()
            .map(
                answer ->
                    new Point(
                        answer.predictions().get(target),
                        answer.targets().get(target) - answer.predictions().get(target)))
            .filter(point -> Double.isFinite(point.x()) && Double.isFinite(point.y()))
            .toList();
    if (points.isEmpty()) {
      return;
    }
    String title = "Residuals of " + name;
    double mean = points.stream().mapToDouble(Point::y).average().orElse(0);
    String summary =
        "%s of %s examples, target minus prediction: mean %s, from %s to %s."
            .formatted(
                title,
                NumberFormats.count(points.size()),
                NumberFormats.value(mean),
                NumberFormats.value(points.stream().mapToDouble(Point::y).min().orElse(0)),
                NumberFormats.value(points.stream().mapToDouble(Point::y).max().orElse(0)));
    ScatterChart.write(
        html,
        ScatterChart.frame(
            new Frame.Heading(
                id,
                title,
                "target minus prediction, over the prediction; %s examples, drawn by a hash"
                    .formatted(NumberFormats.count(points.size())),
                level),
            "prediction",
            points),
        summary,
        points,
        behind ->
            FoldedTable.write(
                behind,
                title,
                List.of("prediction", "target", "residual"),
                body -> points.forEach(point -> writeRow(body, point))));
  }

  private static void writeRow(Markup html, Point point) {
    html.open("tr");
    html.element("td", NumberFormats.value(point.x()));
    html.element("td", NumberFormats.value(point.x() + point.y()));
    html.element("td", NumberFormats.value(point.y()));
    html.close();
  }
}
