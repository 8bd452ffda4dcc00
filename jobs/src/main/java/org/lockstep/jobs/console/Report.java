package org.lockstep.jobs.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lockstep.NumberFormats;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;

/** Formats metrics as a line of text, and results as JSON. */
public final class Report {
  private Report() {}

  /** The metrics by name: the loss, then accuracy, or rmse and r2. */
  public static Map<String, @Nullable Object> figures(Metrics metrics) {
    return new LinkedHashMap<>(metrics.byName());
  }

  /** The same figures on one line, such as {@code loss 0.1234 accuracy 0.9654}. */
  public static String line(Metrics metrics) {
    return line(figures(metrics));
  }

  /**
   * The same line with the standard errors of the metrics that have one, such as {@code loss 0.1234
   * +/- 0.0120}.
   *
   * @param errors by the metrics' names
   */
  public static String line(Map<String, @Nullable Object> figures, Map<String, ?> errors) {
    return figures.entrySet().stream()
        .map(
            figure ->
                line(Collections.singletonMap(figure.getKey(), figure.getValue()))
                    + (errors.get(figure.getKey()) instanceof Double error
                        ? " +/- " + NumberFormats.decimals(error)
                        : ""))
        .collect(Collectors.joining(" "));
  }

  /** Standard errors by the names of their metrics. */
  public static Map<String, @Nullable Object> byName(Map<ValidationMetric, Double> errors) {
    return new LinkedHashMap<>(ValidationMetric.byName(errors));
  }

  /** Names and values on one line; numbers have four significant digits. */
  public static String line(Map<String, @Nullable Object> figures) {
    return figures.entrySet().stream()
        .map(
            e ->
                e.getKey()
                    + " "
                    + (e.getValue() instanceof Double d ? NumberFormats.decimals(d) : e.getValue()))
        .collect(Collectors.joining(" "));
  }

  /**
   * Formats one JSON object on one line. NaN and infinities, which JSON does not have, become null.
   *
   * @param figures numbers, texts, null, and maps and lists of these, in the order of the output
   */
  public static String json(Map<String, @Nullable Object> figures) {
    try {
      return new ObjectMapper().writeValueAsString(finite(figures));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, @Nullable Object> finite(Map<?, ?> figures) {
    Map<String, @Nullable Object> finite = new LinkedHashMap<>();
    figures.forEach((name, value) -> finite.put(String.valueOf(name), finite(value)));
    return finite;
  }

  private static @Nullable Object finite(@Nullable Object value) {
    if (value instanceof Map<?, ?> inner) {
      return finite(inner);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> finite = new ArrayList<>();
      list.forEach(element -> finite.add(finite(element)));
      return finite;
    }
    return value instanceof Double d && !Double.isFinite(d) ? null : value;
  }
}
