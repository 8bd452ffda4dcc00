package org.lockstep.jobs.model;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lockstep.NumberFormats;
import org.lockstep.Quoted;
import org.lockstep.explanation.Dependence;
import org.lockstep.explanation.ExplainedRows;
import org.lockstep.jobs.console.ShownOutputs;
import org.lockstep.jobs.console.TextTable;
import org.lockstep.scoring.Attributions;
import org.lockstep.training.evaluation.Importance;

/** An explanation as JSON and as text. */
final class ExplanationReport {
  private static final int BAR = 20;

  /** Columns of a row that are printed. */
  private static final int MOST_COLUMNS = 12;

  private ExplanationReport() {}

  /** The importance and the dependence as JSON. */
  static Map<String, @Nullable Object> figures(Explanation found) {
    Importance importance = found.importance();
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("digest", found.model().digest());
    figures.put("data", found.data());
    figures.put("examples", importance.examples());
    figures.putAll(RowsReport.figures(importance.rows()));
    figures.put("metric", importance.metric().settingsName());
    figures.put("value", importance.value());
    List<Map<String, @Nullable Object>> columns = new ArrayList<>();
    for (Importance.OfColumn column : importance.ranked()) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("column", column.column());
      one.put("importance", column.mean());
      one.put("deviation", column.deviation());
      one.put("permutations", column.losses());
      columns.add(one);
    }
    figures.put("columns", columns);
    found.dependence().ifPresent(dependence -> figures.putAll(figures(dependence)));
    return figures;
  }

  private static Map<String, @Nullable Object> figures(Dependence dependence) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("mean-prediction", byName(dependence.outputs(), dependence.means()));
    List<Map<String, @Nullable Object>> columns = new ArrayList<>();
    for (Dependence.OfColumn column : dependence.columns()) {
      List<Map<String, @Nullable Object>> values = new ArrayList<>();
      for (Dependence.Point point : column.points()) {
        Map<String, @Nullable Object> one = new LinkedHashMap<>();
        one.put("value", point.value());
        one.put("prediction", byName(dependence.outputs(), point.predictions()));
        values.add(one);
      }
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("column", column.column());
      one.put("values", values);
      columns.add(one);
    }
    figures.put("dependence", columns);
    return figures;
  }

  /** The rows with their attributions as JSON. */
  static List<Map<String, @Nullable Object>> figures(List<ExplainedRows.One> rows) {
    List<Map<String, @Nullable Object>> figures = new ArrayList<>();
    for (ExplainedRows.One row : rows) {
      Attributions of = row.attributions();
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      row.values().forEach((name, value) -> values.put(name, plain(value)));
      Map<String, @Nullable Object> attributions = new LinkedHashMap<>();
      Map<String, @Nullable Object> errors = new LinkedHashMap<>();
      for (Attributions.OfColumn column : of.columns()) {
        attributions.put(column.column(), byName(of.outputs(), column.values()));
        errors.put(column.column(), byName(of.outputs(), column.errors()));
      }
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("values", values);
      one.put("prediction", byName(of.outputs(), of.prediction()));
      one.put("baseline", byName(of.outputs(), of.baseline()));
      one.put("attributions", attributions);
      one.put("errors", errors);
      figures.add(one);
    }
    return figures;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    boolean isPlain = value == null || value instanceof Number || value instanceof Boolean;
    return isPlain ? value : String.valueOf(value);
  }

  /** Numbers by the names of the outputs; one alone has none. */
  private static Object byName(List<String> outputs, List<Double> values) {
    if (outputs.size() == 1) {
      return values.get(0);
    }
    Map<String, Double> byName = new LinkedHashMap<>();
    for (int o = 0; o < outputs.size(); o++) {
      byName.put(outputs.get(o), values.get(o));
    }
    return byName;
  }

  /** Prints an explanation. */
  static void print(Explanation found, PrintWriter out) {
    printImportance(found.importance(), out);
    found.dependence().ifPresent(dependence -> printDependence(found, dependence, out));
    for (int r = 0; r < found.rows().size(); r++) {
      printRow(found, found.rows().get(r), r + 1, out);
    }
  }

  private static void printImportance(Importance importance, PrintWriter out) {
    String name = importance.metric().settingsName();
    out.println("examples  " + importance.examples());
    RowsReport.print(importance.rows(), out);
    out.println("%s  %s".formatted(name, NumberFormats.decimals(importance.value())));
    out.println();
    TextTable table =
        new TextTable().words("column").numbers("importance").numbers("+/-").words("");
    double most = importance.ranked().get(0).mean();
    for (Importance.OfColumn column : importance.ranked()) {
      table.add(
          List.of(
              column.column(),
              NumberFormats.decimals(column.mean()),
              NumberFormats.decimals(column.deviation()),
              bar(column.mean(), most)));
    }
    table.print(out);
    out.println();
    out.println(
        "importance: by how much the %s gets worse when the column's values are permuted"
            .formatted(name));
  }

  private static String bar(double value, double most) {
    return most > 0 && value > 0 ? "#".repeat((int) Math.round(BAR * value / most)) : "";
  }

  private static List<Integer> shown(Explanation found, List<String> outputs) {
    return ShownOutputs.of(found.model().encoding().target(), outputs.size());
  }

  private static void printDependence(Explanation found, Dependence dependence, PrintWriter out) {
    List<Integer> shown = shown(found, dependence.outputs());
    for (Dependence.OfColumn column : dependence.columns()) {
      TextTable table = new TextTable().numbers(column.column());
      for (int o : shown) {
        table.numbers(dependence.outputs().get(o));
      }
      for (Dependence.Point point : column.points()) {
        List<String> cells = new ArrayList<>();
        cells.add(
            point.value() instanceof Double number
                ? NumberFormats.value(number)
                : Quoted.of(point.value()));
        for (int o : shown) {
          cells.add(NumberFormats.decimals(point.predictions().get(o)));
        }
        table.add(cells);
      }
      out.println();
      table.print(out);
    }
    if (!dependence.columns().isEmpty()) {
      out.println();
      out.println(
          "dependence: the mean prediction if all rows had the value in this column alone%s"
              .formatted(shown.size() < dependence.outputs().size() ? "; --json has all" : ""));
    }
  }

  private static void printRow(
      Explanation found, ExplainedRows.One row, int number, PrintWriter out) {
    Attributions of = row.attributions();
    List<Integer> shown = shown(found, of.outputs());
    int o = shown.size() == 1 ? shown.get(0) : largest(of.prediction());
    String name = of.outputs().size() == 1 ? "" : of.outputs().get(o) + " ";
    out.println();
    out.println(
        "row %d  %s%s, baseline %s"
            .formatted(
                number,
                name,
                NumberFormats.decimals(of.prediction().get(o)),
                NumberFormats.decimals(of.baseline().get(o))));
    TextTable table =
        new TextTable().words("column").numbers("value").numbers("attribution").numbers("+/-");
    List<Attributions.OfColumn> ranked =
        of.columns().stream()
            .sorted(
                Comparator.comparingDouble(
                    (Attributions.OfColumn column) -> -Math.abs(column.values().get(o))))
            .toList();
    for (Attributions.OfColumn column : ranked.subList(0, Math.min(MOST_COLUMNS, ranked.size()))) {
      table.add(
          List.of(
              column.column(),
              text(row.values().get(column.column())),
              NumberFormats.decimals(column.values().get(o)),
              NumberFormats.decimals(column.errors().get(o))));
    }
    if (ranked.size() > MOST_COLUMNS) {
      double others =
          ranked.subList(MOST_COLUMNS, ranked.size()).stream()
              .mapToDouble(column -> column.values().get(o))
              .sum();
      table.add(
          List.of(
              "%d others".formatted(ranked.size() - MOST_COLUMNS),
              "",
              NumberFormats.decimals(others),
              ""));
    }
    table.print("  ", out);
  }

  private static int largest(List<Double> numbers) {
    int largest = 0;
    for (int i = 1; i < numbers.size(); i++) {
      largest = numbers.get(i) > numbers.get(largest) ? i : largest;
    }
    return largest;
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "missing";
    }
    if (value instanceof Double || value instanceof Float) {
      return NumberFormats.value(((Number) value).doubleValue());
    }
    String text = String.valueOf(value);
    return text.length() > BAR ? text.substring(0, BAR) + "..." : text;
  }
}
