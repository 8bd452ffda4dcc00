package org.lockstep.jobs.train;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.lockstep.NumberFormats;
import org.lockstep.jobs.console.AsciiCurve;
import org.lockstep.jobs.console.ShellCommand;
import org.lockstep.training.check.RateCurve;
import org.lockstep.training.check.RateFinder;

/**
 * Formats the result of a search for the learning rate as text and as JSON.
 *
 * @param curve with a point at least
 * @param file the settings file, as it was typed
 * @param iterations that were wanted
 */
record RateReport(RateCurve curve, String file, int iterations) {
  private static final String KEY = "training.optimizer.learning-rate";

  /** The part above the loss at the start that the picture still has. */
  private static final double HEAD = 1.25;

  private static String rate(double rate) {
    return String.format(Locale.ROOT, "%.2g", rate).replaceFirst("\\.0+(e|$)", "$1");
  }

  /** The suggestion as a setting has it. */
  private static String setting(double rate) {
    return "%s=%s".formatted(KEY, rate);
  }

  /** Prints the curve and the suggestion. */
  void print(PrintWriter to) {
    List<Double> smoothed = curve.smoothed();
    List<RateCurve.Point> points = curve.points();
    RateCurve.Point last = points.get(points.size() - 1);
    OptionalDouble suggestion = curve.suggestion();
    to.printf(
        Locale.ROOT,
        "rates  %s to %s in %,d iterations%s%n",
        rate(points.get(0).rate()),
        rate(last.rate()),
        points.size(),
        points.size() < iterations ? ", ended where the loss rose" : "");
    to.println("loss of the mini-batches, smoothed; ^ marks the suggestion");
    double width = Math.log10(last.rate() / points.get(0).rate());
    double mark =
        suggestion.isPresent() && width > 0
            ? Math.log10(suggestion.getAsDouble() / points.get(0).rate()) / width
            : Double.NaN;
    AsciiCurve.of(
            smoothed,
            HEAD * smoothed.get(0),
            mark,
            List.of(rate(points.get(0).rate()), rate(last.rate())))
        .forEach(to::println);
    to.printf(
        "least  loss %s at rate %s%n",
        NumberFormats.decimals(smoothed.get(curve.leastAt())),
        rate(points.get(curve.leastAt()).rate()));
    if (suggestion.isEmpty()) {
      to.println("suggestion  none: the loss fell at no rate; look at the data and the network");
      return;
    }
    to.printf(
        "suggestion  %s, a tenth of the rate of the least loss%s%n",
        suggestion.getAsDouble(),
        curve.leastAt() == points.size() - 1 ? ", which is the last: higher ones may do too" : "");
    to.println(
        "next  " + ShellCommand.of("train", file, "--set", setting(suggestion.getAsDouble())));
  }

  /** The same as JSON. */
  Map<String, @Nullable Object> figures() {
    List<Double> smoothed = curve.smoothed();
    List<Map<String, Object>> points = new ArrayList<>();
    for (int k = 0; k < smoothed.size(); k++) {
      Map<String, Object> point = new LinkedHashMap<>();
      point.put("rate", curve.points().get(k).rate());
      point.put("loss", curve.points().get(k).loss());
      point.put("smoothed", smoothed.get(k));
      points.add(point);
    }
    OptionalDouble suggestion = curve.suggestion();
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("suggestion", suggestion.isPresent() ? suggestion.getAsDouble() : null);
    figures.put("setting", suggestion.isPresent() ? setting(suggestion.getAsDouble()) : null);
    figures.put("least-at", curve.points().get(curve.leastAt()).rate());
    figures.put("from", RateFinder.FROM);
    figures.put("to", RateFinder.TO);
    figures.put("iterations", smoothed.size());
    figures.put("curve", points);
    return figures;
  }
}
