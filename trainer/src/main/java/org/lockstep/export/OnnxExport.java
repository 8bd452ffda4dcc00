package org.lockstep.export;

import static org.lockstep.export.OnnxGraph.integer;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto.DataType;
import org.lockstep.UserException;
import org.lockstep.encoding.Decision;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.GraphNames;
import org.lockstep.encoding.HashedColumn;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Transform;
import org.lockstep.encoding.curve.PredictionRange;
import org.lockstep.model.Model;

/**
 * A whole model as ONNX: from the columns of a row to its label and probabilities, or its predicted
 * numbers.
 *
 * <p>Inputs, one a column by the column's name, (N, 1), or (N, width) for an array:
 *
 * <ul>
 *   <li>integers and arrays of them: int64, if none may be missing
 *   <li>other numbers: float for the Spark types float, smallint, tinyint and boolean and arrays of
 *       them, double for all others; NaN is a missing value
 *   <li>words: string; an empty one is a missing value, if the column may have one
 *   <li>dates: int64, days since 1970-01-01; timestamps: int64, microseconds since then in UTC;
 *       -2^63 is a missing value
 *   <li>{@code NAME_missing}, bool, only for a column among whose words in training was the empty
 *       one, and which may be missing: whether it is
 * </ul>
 *
 * <p>With {@link GraphNames.Inputs#MARKED}, as in files that have no {@code lockstep.inputs} among
 * their metadata, integers are float or double as other numbers, an empty word is a word, and every
 * word, date or timestamp that may be missing has an input {@code NAME_missing}.
 *
 * <p>Outputs:
 *
 * <ul>
 *   <li>classes: {@code label}, (N), string, int64 or bool as the labels are, and {@code
 *       probabilities}, (N, classes), float, in the order of the encoding's labels
 *   <li>numbers: {@code prediction}, (N), or (N, targets) for several, double, in the units of the
 *       table
 *   <li>{@code valid}, (N), bool: false for a row that {@code predict} would refuse or leave out;
 *       its numbers are NaN and its label means nothing
 * </ul>
 *
 * <p>Source: the specification of ONNX, IR version 9, operator sets {@code ai.onnx} 20 and {@code
 * ai.onnx.ml} 4. A hashed column takes {@code com.microsoft.MurmurHash3} too, which ONNX Runtime
 * has and others may not.
 */
public final class OnnxExport {
  private static final int IR_VERSION = 9;
  private static final int OPSET = 20;
  private static final int ML_OPSET = 4;
  private static final int RUNTIME_OPSET = 1;

  /**
   * Limit of the parameters, so that they and the encoding fit into a protobuf message of 2 GiB.
   */
  private static final int MOST_PARAMETERS = 500_000_000;

  private final Model model;
  private final GraphNames names;
  private final OnnxGraph graph = new OnnxGraph("lockstep");

  private OnnxExport(Model model, GraphNames names) {
    this.model = model;
    this.names = names;
  }

  /**
   * Writes a model.
   *
   * @throws UserException if it is too large for the format, or if one of its columns has the name
   *     of another input or of an output
   */
  public static void write(Model model, OutputStream to) throws IOException {
    write(model, GraphNames.DEFAULT, to);
  }

  /** Like {@link #write(Model, OutputStream)}, with other names of the outputs. */
  public static void write(Model model, GraphNames names, OutputStream to) throws IOException {
    List<UserException> clashes = names.clashes(model.encoding());
    if (!clashes.isEmpty()) {
      throw clashes.get(0);
    }
    if (model.topology().parameterCount() > MOST_PARAMETERS) {
      throw new UserException(
          "an ONNX file holds at most 2 GiB, and the model has %,d parameters"
              .formatted(model.topology().parameterCount()),
          "--format",
          "export it as safetensors");
    }
    new OnnxExport(model, names).build().writeTo(to);
  }

  /**
   * The inputs and outputs of the graph that {@link #write(Model, GraphNames, OutputStream)} makes.
   */
  public static OnnxSignature signature(Model model, GraphNames names) {
    OnnxExport export = new OnnxExport(model, names);
    export.declare();
    return OnnxSignature.of(export.graph.build());
  }

  private OnnxColumns declare() {
    OnnxColumns columns = new OnnxColumns(graph, names);
    model.encoding().features().forEach(columns::declare);
    declareOutputs();
    return columns;
  }

  private ModelProto build() {
    OnnxColumns columns = declare();
    List<FeatureColumn> features = model.encoding().features();
    String x = graph.beside(features.stream().map(columns::encode).toList(), "x");
    String a =
        new OnnxLayers(graph, model.topology(), model.parameters())
            .forward(scaled(x), columns.sparse());
    decode(a, isInvalid(x));
    return file();
  }

  private void declareOutputs() {
    TargetEncoding target = model.encoding().target();
    int n = target.outputs();
    if (target instanceof TargetEncoding.Classes classes) {
      graph.output(names.label(), type(classes.labels()), List.of(), "the class that is predicted");
      graph.output(
          names.probabilities(), DataType.FLOAT, List.of(n), "one a class: " + classes.labels());
    } else if (target instanceof TargetEncoding.Numbers numbers) {
      graph.output(
          names.prediction(),
          DataType.DOUBLE,
          numbers.areSeveral() ? List.of(n) : List.of(),
          String.join(", ", numbers.outputNames()));
    }
    graph.output(names.valid(), DataType.BOOL, List.of(), "false for a row that cannot be encoded");
  }

  private static DataType type(List<Object> labels) {
    Object label = labels.get(0);
    if (label instanceof String) {
      return DataType.STRING;
    }
    return label instanceof Boolean ? DataType.BOOL : DataType.INT64;
  }

  /** {@code (float) ((x - offset) / divisor)}, or by curves; x in double precision, (N, inputs). */
  private String scaled(String x) {
    LinearScale scale = model.encoding().scale();
    int width = scale.offset().size();
    String scaled = x;
    if (!isIdentity(scale)) {
      String offset = graph.doubles("offset", scale.offset(), 1, width);
      String divisor = graph.doubles("divisor", scale.divisor(), 1, width);
      scaled = graph.node("Sub", "shifted", List.of(scaled, offset));
      scaled = graph.node("Div", "scaled", List.of(scaled, divisor));
    }
    scaled = new OnnxCurves(graph, model.encoding().curves()).apply(x, scaled, width);
    return graph.cast(scaled, DataType.FLOAT, "X");
  }

  private static boolean isIdentity(LinearScale scale) {
    return scale.offset().stream().allMatch(offset -> offset == 0)
        && scale.divisor().stream().allMatch(divisor -> divisor == 1);
  }

  /** Whether a row has NaN or an infinity among its numbers, (N, 1): x - x is 0 for all others. */
  private String isInvalid(String x) {
    String zeros = graph.node("Sub", "zeros", List.of(x, x));
    String axis = graph.longs("axis", List.of(1L), 1);
    String sum = graph.node("ReduceSum", "zero", List.of(zeros, axis));
    String invalid = graph.node("IsNaN", "invalid", List.of(sum));
    String flat = graph.node("Squeeze", "invalid_rows", List.of(invalid, axis));
    graph.result("Not", names.valid(), List.of(flat));
    return invalid;
  }

  private void decode(String a, String invalid) {
    TargetEncoding target = model.encoding().target();
    if (target instanceof TargetEncoding.Classes classes) {
      String nan = graph.floats("nan", new float[] {Float.NaN});
      graph.result(
          "Gather", names.label(), List.of(labels(classes.labels()), predicted(a, classes)));
      graph.result("Where", names.probabilities(), List.of(invalid, nan, a));
      return;
    }
    TargetEncoding.Numbers regression = (TargetEncoding.Numbers) target;
    LinearScale scale = regression.scale();
    int n = target.outputs();
    String nan = graph.doubles("nan", List.of(Double.NaN));
    String numbers = graph.cast(predictions(a, n), DataType.DOUBLE, "A");
    String divisor = graph.doubles("target_divisor", scale.divisor(), 1, n);
    String offset = graph.doubles("target_offset", scale.offset(), 1, n);
    numbers = graph.node("Mul", "unscaled", List.of(numbers, divisor));
    numbers = graph.node("Add", "unshifted", List.of(numbers, offset));
    numbers = OnnxTransforms.inverse(regression.transform(), graph, numbers, "target");
    PredictionRange range = regression.range();
    if (range != null) {
      String most = graph.doubles("target_most", range.most(), 1, n);
      String least = graph.doubles("target_least", range.least(), 1, n);
      numbers = graph.node("Min", "at_most", List.of(numbers, most));
      numbers = graph.node("Max", "clipped", List.of(numbers, least));
    }
    if (regression.areSeveral()) {
      graph.result("Where", names.prediction(), List.of(invalid, nan, numbers));
      return;
    }
    numbers = graph.node("Where", "one", List.of(invalid, nan, numbers));
    graph.result(
        "Squeeze",
        names.prediction(),
        List.of(numbers, graph.longs("target_axis", List.of(1L), 1)));
  }

  /** Of several outputs of a target the one that is its prediction, (N, n). */
  private String predictions(String a, int n) {
    if (n == model.topology().outputWidth()) {
      return a;
    }
    List<Long> places = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      places.add((long) model.topology().predictedOutput(i));
    }
    return graph.node(
        "Gather",
        "predictions",
        List.of(a, graph.longs("predicted_outputs", places, n)),
        integer("axis", 1));
  }

  /** The number of the class that is predicted, (N). */
  private String predicted(String a, TargetEncoding.Classes classes) {
    Decision decision = classes.decision();
    if (Float.isNaN(decision.threshold())) {
      return graph.node("ArgMax", "best", List.of(a), integer("axis", 1), integer("keepdims", 0));
    }
    long positive = decision.positive();
    String index = graph.longs("positive", List.of(positive), 1);
    String scores = graph.node("Gather", "score", List.of(a, index), integer("axis", 1));
    String axis = graph.longs("score_axis", List.of(1L), 1);
    String flat = graph.node("Squeeze", "scores", List.of(scores, axis));
    String threshold = graph.floats("threshold", new float[] {decision.threshold()});
    String reached = graph.node("GreaterOrEqual", "reached", List.of(flat, threshold));
    String other = graph.longs("other", List.of(1 - positive), 1);
    return graph.node("Where", "predicted", List.of(reached, index, other));
  }

  private String labels(List<Object> labels) {
    return switch (type(labels)) {
      case STRING -> graph.words("labels", labels.stream().map(String.class::cast).toList());
      case BOOL -> graph.booleans("labels", labels.stream().map(Boolean.class::cast).toList());
      default ->
          graph.longs("labels", labels.stream().map(Long.class::cast).toList(), labels.size());
    };
  }

  private ModelProto file() {
    ModelProto.Builder file = ModelProto.newBuilder().setIrVersion(IR_VERSION);
    List<FeatureColumn> features = model.encoding().features();
    file.addOpsetImportBuilder().setDomain("").setVersion(OPSET);
    if (features.stream().anyMatch(FeatureColumn.OfLevels.class::isInstance)) {
      file.addOpsetImportBuilder().setDomain(OnnxColumns.ML_DOMAIN).setVersion(ML_OPSET);
    }
    if (features.stream().anyMatch(HashedColumn.class::isInstance)) {
      file.addOpsetImportBuilder().setDomain(OnnxColumns.RUNTIME_DOMAIN).setVersion(RUNTIME_OPSET);
    }
    file.setProducerName("lockstep");
    String version = model.provenance().versions().getOrDefault("lockstep", "");
    file.setProducerVersion(version);
    metadata(file, "lockstep.digest", model.digest());
    metadata(file, "lockstep.version", version);
    metadata(
        file,
        "lockstep.encoding",
        features.stream().map(OnnxExport::summary).collect(Collectors.joining("; ")));
    metadata(file, "lockstep.inputs", names.inputs().toString());
    metadata(file, "lockstep.task", model.encoding().target().task().settingsName());
    metadata(file, "lockstep.target", String.join(", ", model.encoding().target().columns()));
    return file.setGraph(graph.build()).build();
  }

  private static String summary(FeatureColumn column) {
    return "%s %s: %s, %s inputs, missing = %s%s"
        .formatted(
            column.name(),
            column.type(),
            column
                .getClass()
                .getSimpleName()
                .replace("Column", "")
                .toLowerCase(java.util.Locale.ROOT),
            column.inputs(),
            column.missing().settingsName(),
            column instanceof NumberColumn numbers && numbers.transform() != Transform.NONE
                ? ", transform = " + numbers.transform().settingsName()
                : "");
  }

  private static void metadata(ModelProto.Builder file, String key, String value) {
    file.addMetadataPropsBuilder().setKey(key).setValue(value);
  }
}
