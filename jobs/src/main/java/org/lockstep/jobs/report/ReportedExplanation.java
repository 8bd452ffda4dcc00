package org.lockstep.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code explain} has kept of a model: the importance of its columns, and how the predictions
 * depend on some.
 *
 * @param source what it was found on
 * @param columns the most important first
 * @param outputs the names of what is predicted; empty if no dependence was computed
 * @param dependence on some columns
 */
public record ReportedExplanation(
    Source source, List<Column> columns, List<String> outputs, List<Dependence> dependence) {
  /**
   * What it was found on.
   *
   * @param data the table
   * @param examples their number
   * @param metric that the importance is measured by
   * @param value of the metric on the table
   */
  public record Source(String data, long examples, String metric, double value) {}

  /** Copies the lists. */
  public ReportedExplanation {
    columns = List.copyOf(columns);
    outputs = List.copyOf(outputs);
    dependence = List.copyOf(dependence);
  }

  /** The importance of a column, with its deviation over the permutations. */
  public record Column(String name, double importance, double deviation) {}

  /** The predictions for some values of a column. */
  public record Dependence(String column, List<Value> values) {
    /** Copies the list. */
    public Dependence {
      values = List.copyOf(values);
    }

    /** Whether the values are numbers, and not words. */
    boolean areNumbers() {
      return values.stream().allMatch(value -> !Double.isNaN(value.number()));
    }
  }

  /**
   * A value of a column.
   *
   * @param text as it is read
   * @param number NaN if it is a word
   * @param predictions one for each output
   */
  public record Value(String text, double number, List<Double> predictions) {
    /** Copies the list. */
    public Value {
      predictions = List.copyOf(predictions);
    }
  }

  /**
   * Reads what {@code explain} has written.
   *
   * @param digest of the model that it must be of
   * @return empty if it is of another model, or not what this version writes
   */
  public static Optional<ReportedExplanation> read(JsonNode file, String digest) {
    if (!file.path("digest").asText().equals(digest)
        || !file.path("columns").isArray()
        || file.path("columns").isEmpty()) {
      return Optional.empty();
    }
    List<Column> columns = new ArrayList<>();
    for (JsonNode column : file.path("columns")) {
      columns.add(
          new Column(
              column.path("column").asText(),
              column.path("importance").asDouble(Double.NaN),
              column.path("deviation").asDouble(Double.NaN)));
    }
    List<String> outputs = new ArrayList<>();
    JsonNode means = file.path("mean-prediction");
    if (means.isNumber()) {
      outputs.add("prediction");
    }
    means.fieldNames().forEachRemaining(outputs::add);
    List<Dependence> dependence = new ArrayList<>();
    for (JsonNode column : file.path("dependence")) {
      List<Value> values = new ArrayList<>();
      for (JsonNode value : column.path("values")) {
        JsonNode of = value.path("value");
        values.add(
            new Value(
                of.asText(),
                of.isNumber() ? of.asDouble() : Double.NaN,
                predictions(value.path("prediction"), outputs)));
      }
      dependence.add(new Dependence(column.path("column").asText(), values));
    }
    return Optional.of(
        new ReportedExplanation(
            new Source(
                file.path("data").asText(),
                file.path("examples").asLong(),
                file.path("metric").asText(),
                file.path("value").asDouble(Double.NaN)),
            columns,
            outputs,
            dependence));
  }

  private static List<Double> predictions(JsonNode of, List<String> outputs) {
    return of.isNumber()
        ? List.of(of.asDouble())
        : outputs.stream().map(output -> of.path(output).asDouble(Double.NaN)).toList();
  }
}
