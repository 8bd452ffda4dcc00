package org.lockstep.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.lockstep.NumberFormats;
import org.lockstep.listener.chart.Markup;
import org.lockstep.listener.chart.Scroll;
import org.lockstep.training.metric.ClassMetric;
import org.lockstep.training.metric.Scorecard;

/** The confusion matrix as a shaded table, and the most frequent mistakes. */
final class ConfusionMatrix {
  /** With more classes the table is too large to read, and is left out. */
  private static final int MOST_CLASSES = 30;

  private static final int MOST_MISTAKES = 10;

  /** The weight of the examples of one label that are predicted as another. */
  private record Mistake(int label, int answer, double weight, double share) {}

  private ConfusionMatrix() {}

  static void write(Markup html, Scorecard.Classes card, List<String> labels, int level) {
    if (card.confusion().isEmpty()) {
      Section.absent(html, "There are too many classes for a confusion matrix.");
      return;
    }
    if (labels.size() <= MOST_CLASSES) {
      writeTable(html, card, labels);
    }
    writeMistakes(html, card, labels, level);
  }

  private static void writeTable(Markup html, Scorecard.Classes card, List<String> labels) {
    Scroll.open(html, "Confusion matrix");
    html.open("table", "class", "confusion");
    html.element(
        "caption",
        "A row per actual class, a column per predicted class. Shaded by the share of the row's examples.");
    html.open("thead");
    html.open("tr");
    html.element("th", "", "class", "side");
    html.element(
        "th", "predicted", "scope", "colgroup", "colspan", "" + labels.size(), "class", "side");
    html.close();
    html.open("tr");
    html.element("th", "actual", "scope", "col");
    labels.forEach(label -> html.element("th", label, "scope", "col"));
    Set<ClassMetric> metrics = card.macro().keySet();
    for (ClassMetric metric : metrics) {
      html.element("th", metric.settingsName(), "scope", "col", "class", "figure");
    }
    html.close();
    html.close();
    html.open("tbody");
    for (int row = 0; row < labels.size(); row++) {
      html.open("tr");
      html.element("th", labels.get(row), "scope", "row");
      for (int column = 0; column < labels.size(); column++) {
        writeCell(html, card, row, column);
      }
      for (ClassMetric metric : metrics) {
        double value = card.of(metric, row);
        html.element("td", NumberFormats.value(value), "class", "figure");
      }
      html.close();
    }
    html.close();
    html.close();
    Scroll.close(html);
  }

  private static void writeCell(Markup html, Scorecard.Classes card, int row, int column) {
    double weight = card.confusion().get(row).get(column);
    double support = card.support().get(row);
    // The square root makes a few mistakes among many examples visible.
    double shade = support > 0 ? Math.sqrt(weight / support) : 0;
    html.element(
        "td",
        number(weight),
        "class",
        weight == 0 ? "none" : row == column ? "right" : "wrong",
        "style",
        "--shade:" + Math.round(shade * 100) / 100.0);
  }

  private static void writeMistakes(
      Markup html, Scorecard.Classes card, List<String> labels, int level) {
    List<Mistake> mistakes = mistakes(card);
    if (mistakes.isEmpty()) {
      return;
    }
    html.element("h" + level, "Most frequent mistakes");
    html.open("ol", "class", "mistakes");
    for (Mistake mistake : mistakes) {
      html.open("li");
      html.element("b", labels.get(mistake.label()));
      html.text(" taken for ");
      html.element("b", labels.get(mistake.answer()));
      html.text(
          ": %s, %s of its examples"
              .formatted(number(mistake.weight()), NumberFormats.share(mistake.share())));
      html.close();
    }
    html.close();
  }

  private static List<Mistake> mistakes(Scorecard.Classes card) {
    List<Mistake> mistakes = new ArrayList<>();
    for (int row = 0; row < card.confusion().size(); row++) {
      List<Double> answers = card.confusion().get(row);
      for (int column = 0; column < answers.size(); column++) {
        double weight = answers.get(column);
        if (row != column && weight > 0) {
          mistakes.add(new Mistake(row, column, weight, weight / card.support().get(row)));
        }
      }
    }
    mistakes.sort(Comparator.comparingDouble(Mistake::weight).reversed());
    return mistakes.subList(0, Math.min(MOST_MISTAKES, mistakes.size()));
  }

  /** A count of examples, or a sum of their weights. */
  private static String number(double weight) {
    return weight == Math.rint(weight)
        ? NumberFormats.count((long) weight)
        : NumberFormats.value(weight);
  }
}
