package org.lockstep.listener;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.lockstep.encoding.Task;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.JsonFault;

/**
 * Formats a row of a history as a line of text: as a JSON object, or as values between commas,
 * which need no quotes because all are numbers.
 *
 * <p>JSON has no NaN and no infinities: they are null in JSON and empty between commas. A value
 * that a row does not have is left out of JSON and empty between commas.
 */
final class HistoryFormat {
  private static final int VERSION = 1;
  private static final String FORMAT_VERSION = "format-version";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .defaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
          .build();

  /** Named as in the JSON object; names of nested objects are joined by dots. */
  private static final List<String> COLUMNS =
      List.of(
          "iteration",
          "epoch",
          "iterations",
          "loss",
          "learning-rate",
          "gradient-norm",
          "elapsed",
          "seconds.publish",
          "seconds.compute",
          "seconds.send",
          "seconds.reduce",
          "seconds.update",
          "seconds.validate",
          "seconds.other",
          "epoch-loss",
          "validation.loss",
          "validation.examples");

  private HistoryFormat() {}

  /** Formats the row as a JSON object. */
  static String json(HistoryRow row) {
    ObjectNode line = JSON.createObjectNode().put(FORMAT_VERSION, VERSION);
    return line.setAll(tree(row)).toString();
  }

  /**
   * Parses a JSON object.
   *
   * @throws IOException if it is not a row; the message says why
   */
  static HistoryRow parse(String json) throws IOException {
    try {
      if (!(JSON.readTree(json) instanceof ObjectNode line)) {
        throw new IOException("it is no JSON object");
      }
      JsonNode version = line.remove(FORMAT_VERSION);
      if (version == null || version.asInt() != VERSION) {
        throw new IOException(
            "its format is %s; this version of Lockstep reads %d"
                .formatted(JsonFault.shortened(String.valueOf(version)), VERSION));
      }
      replaceValues(line, value -> value.isNull() ? DoubleNode.valueOf(Double.NaN) : value);
      HistoryRow row = JSON.treeToValue(line, HistoryRow.class);
      if (row.iteration() < 1 || row.epoch() < 1 || row.iterations() < 1) {
        throw new IOException("its iteration, epoch or iterations is below 1");
      }
      requireKnown(line, tree(row));
      return row;
    } catch (JsonProcessingException e) {
      throw JsonFault.described(e);
    }
  }

  /**
   * Refuses names that a row does not have, which Jackson ignores in records with unwrapped
   * components.
   */
  private static void requireKnown(ObjectNode line, ObjectNode row) throws IOException {
    for (Map.Entry<String, JsonNode> field : line.properties()) {
      JsonNode known = row.get(field.getKey());
      if (known == null) {
        throw new IOException(JsonFault.shortened(field.getKey() + " is not known"));
      }
      if (field.getValue() instanceof ObjectNode inner && known instanceof ObjectNode names) {
        requireKnown(inner, names);
      }
    }
  }

  /** The names of the columns, separated by commas. */
  static String header(Task task) {
    return String.join(",", columns(task));
  }

  /** Formats the row under that header. */
  static String csv(HistoryRow row, Task task) {
    ObjectNode tree = tree(row);
    return columns(task).stream()
        .map(column -> tree.at("/" + column.replace('.', '/')))
        .map(value -> value.isNull() ? "" : value.asText())
        .collect(Collectors.joining(","));
  }

  private static List<String> columns(Task task) {
    List<String> columns = new ArrayList<>(COLUMNS);
    for (ValidationMetric metric : ValidationMetric.of(task)) {
      if (metric != ValidationMetric.LOSS) {
        columns.add("validation." + metric.settingsName());
      }
    }
    return columns;
  }

  private static ObjectNode tree(HistoryRow row) {
    ObjectNode tree = JSON.valueToTree(row);
    replaceValues(
        tree,
        value ->
            value.isDouble() && !Double.isFinite(value.doubleValue())
                ? NullNode.getInstance()
                : value);
    return tree;
  }

  private static void replaceValues(ObjectNode object, UnaryOperator<JsonNode> replacement) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (field.getValue() instanceof ObjectNode inner) {
        replaceValues(inner, replacement);
      } else {
        field.setValue(replacement.apply(field.getValue()));
      }
    }
  }
}
