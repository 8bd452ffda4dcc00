package org.lockstep.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.OneHotColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Unseen;
import org.lockstep.model.Model;
import org.lockstep.model.Provenance;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;

/** The models and the table of {@code make-explanation.py}, and what it found of them. */
public final class ExplainedModels {
  public static final String SCHEMA =
      "age int, dose double, site string, noise double, class string, y double";

  private static final JsonNode GIVEN = read();

  private ExplainedModels() {}

  private static JsonNode read() {
    try (InputStream in =
        Objects.requireNonNull(
            ExplainedModels.class.getResourceAsStream("/explanation/explanation.json"))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the script found of the {@code classifier} or the {@code regressor}. */
  public static JsonNode found(String model) {
    return GIVEN.get(model);
  }

  /** The whole table, in one partition. */
  public static Dataset<Row> table(SparkSession spark) {
    return spark.createDataFrame(rows(), StructType.fromDDL(SCHEMA)).coalesce(1);
  }

  /** The rows of the table. */
  public static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (JsonNode row : GIVEN.get("rows")) {
      rows.add(
          RowFactory.create(
              row.get(0).asInt(),
              row.get(1).asDouble(),
              row.get(2).asText(),
              row.get(3).asDouble(),
              row.get(4).asText(),
              row.get(5).asDouble()));
    }
    return rows;
  }

  /** The features of the rows that single predictions are compared with. */
  public static List<Map<String, Object>> baseline() {
    return features().subList(0, GIVEN.get("baseline").asInt());
  }

  /** The features of the rows whose predictions are attributed. */
  public static List<Map<String, Object>> explained() {
    int from = GIVEN.get("baseline").asInt();
    return features().subList(from, from + GIVEN.get("explained").asInt());
  }

  private static List<Map<String, Object>> features() {
    return rows().stream()
        .map(
            row -> {
              Map<String, Object> features = new LinkedHashMap<>();
              features.put("age", row.getInt(0));
              features.put("dose", row.getDouble(1));
              features.put("site", row.getString(2));
              features.put("noise", row.getDouble(3));
              return features;
            })
        .toList();
  }

  public static Model classifier() {
    return model(
        "classifier",
        new TargetEncoding.Classes("class", "string", List.copyOf(texts(GIVEN.get("classes")))),
        Activation.SOFTMAX,
        new Loss.CrossEntropy(0));
  }

  public static Model regressor() {
    LinearScale scale =
        new LinearScale(List.of(number("target", "offset")), List.of(number("target", "divisor")));
    return model(
        "regressor",
        new TargetEncoding.Numbers(List.of("y"), scale),
        Activation.IDENTITY,
        new Loss.SquaredError());
  }

  private static double number(String name, String part) {
    return GIVEN.get(name).get(part).asDouble();
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static Model model(String name, TargetEncoding target, Activation last, Loss loss) {
    JsonNode weights = GIVEN.get(name).get("parameters");
    float[] theta = new float[weights.size()];
    IntStream.range(0, theta.length).forEach(i -> theta[i] = (float) weights.get(i).asDouble());
    return new Model(
        new Topology(List.of(6, 5, target.outputs()), List.of(Activation.TANH, last), loss),
        new Encoding(
            List.of(
                NumberColumn.whole("age", "int", 1),
                NumberColumn.whole("dose", "double", 1),
                new OneHotColumn(
                    "site",
                    "string",
                    texts(GIVEN.get("levels")),
                    Unseen.ERROR,
                    Missing.ERROR,
                    List.of()),
                NumberColumn.whole("noise", "double", 1)),
            new LinearScale(
                List.of(number("age", "offset"), number("dose", "offset"), 0.0, 0.0, 0.0, 0.0),
                List.of(number("age", "divisor"), number("dose", "divisor"), 1.0, 1.0, 1.0, 1.0)),
            target),
        theta,
        new Provenance(Map.of(), Map.of(), Map.of(), "", ""));
  }
}
