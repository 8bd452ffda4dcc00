package org.lockstep.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.lockstep.UserException;
import org.lockstep.model.Floats;
import org.nd4j.shade.protobuf.ByteString;

/**
 * Builds an ONNX graph. A value is identified by its name; every method that adds one returns it.
 *
 * <p>Inputs and outputs are declared first, with exactly the given names. The names of constants
 * and of results of nodes are hints: a number is appended if the name is taken.
 */
final class OnnxGraph {
  /** The symbolic dimension of the rows. */
  private static final String ROWS = "N";

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Set<String> names = new HashSet<>();

  OnnxGraph(String name) {
    graph.setName(name);
  }

  /** Declares an input, (N, width). */
  void input(String name, DataType type, int width, String description) {
    claim(name);
    graph.addInput(value(name, type, List.of(width)).setDocString(description));
  }

  /**
   * Declares an output; its value is added by {@link #result}.
   *
   * @param sizes the dimensions after the rows
   */
  void output(String name, DataType type, List<Integer> sizes, String description) {
    claim(name);
    graph.addOutput(value(name, type, sizes).setDocString(description));
  }

  private void claim(String name) {
    if (!names.add(name)) {
      throw new UserException(
          "two inputs or outputs would be named %s".formatted(name),
          "the columns of the model",
          "give the outputs other names");
    }
  }

  private static ValueInfoProto.Builder value(String name, DataType type, List<Integer> sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam(ROWS);
    sizes.forEach(size -> shape.addDimBuilder().setDimValue(size));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)));
  }

  /** Adds an operator of the standard domain with one result, and returns the result. */
  String node(String operator, String hint, List<String> from, AttributeProto... attributes) {
    return node("", operator, hint, from, attributes);
  }

  /** Adds an operator of any domain. */
  String node(
      String domain,
      String operator,
      String hint,
      List<String> from,
      AttributeProto... attributes) {
    String result = unique(hint);
    add(domain, operator, from, result, attributes);
    return result;
  }

  /** Adds an operator whose result is an output. */
  void result(String operator, String output, List<String> from, AttributeProto... attributes) {
    add("", operator, from, output, attributes);
  }

  private void add(
      String domain,
      String operator,
      List<String> from,
      String result,
      AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(result)
            .setDomain(domain)
            .setOpType(operator)
            .addAllInput(from)
            .addOutput(result)
            .addAllAttribute(List.of(attributes)));
  }

  /** Converts numbers to another type. */
  String cast(String value, DataType type, String hint) {
    return node("Cast", hint, List.of(value), integer("to", type.getNumber()));
  }

  /** The remainder, from 0 to {@code constant - 1} for negative numbers too. */
  String modulo(String value, long constant, String hint) {
    return arithmetic("Mod", value, constant, hint);
  }

  /** An operator of integers and a constant. */
  String arithmetic(String operator, String value, long constant, String hint) {
    String other = longs(hint + "_" + constant, List.of(constant));
    return node(operator, hint, List.of(value, other));
  }

  /** The elements of {@code then} where a condition holds, of {@code otherwise} elsewhere. */
  String where(String condition, String then, String otherwise, String hint) {
    return node("Where", hint, List.of(condition, then, otherwise));
  }

  /** Concatenates values, (N, the sum of their widths). */
  String beside(List<String> values, String hint) {
    return values.size() == 1
        ? values.get(0)
        : node("Concat", hint, Collections.unmodifiableList(values), integer("axis", 1));
  }

  /** The constant NaN. */
  String nan(String name) {
    return doubles(name + "/nan", List.of(Double.NaN));
  }

  /** A constant of doubles of the shape {@code sizes}; without sizes a scalar. */
  String doubles(String hint, List<Double> values, Integer... sizes) {
    ByteBuffer bytes = bytes(values.size() * Double.BYTES);
    values.forEach(bytes::putDouble);
    return raw(hint, DataType.DOUBLE, bytes.flip(), sizes);
  }

  /** A constant of integers. */
  String longs(String hint, List<Long> values, Integer... sizes) {
    ByteBuffer bytes = bytes(values.size() * Long.BYTES);
    values.forEach(bytes::putLong);
    return raw(hint, DataType.INT64, bytes.flip(), sizes);
  }

  /** A constant of floats. */
  String floats(String hint, float[] values, Integer... sizes) {
    return raw(hint, DataType.FLOAT, ByteBuffer.wrap(Floats.encode(values)), sizes);
  }

  /** A constant vector of booleans. */
  String booleans(String hint, List<Boolean> values) {
    ByteBuffer bytes = bytes(values.size());
    values.forEach(value -> bytes.put((byte) (value ? 1 : 0)));
    return raw(hint, DataType.BOOL, bytes.flip(), values.size());
  }

  /** A constant vector of strings. */
  String words(String hint, List<String> values) {
    TensorProto.Builder tensor = tensor(hint, DataType.STRING, values.size());
    values.forEach(value -> tensor.addStringData(ByteString.copyFromUtf8(value)));
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
  }

  private String raw(String hint, DataType type, ByteBuffer littleEndian, Integer... sizes) {
    TensorProto.Builder tensor = tensor(hint, type, sizes);
    tensor.setRawData(ByteString.copyFrom(littleEndian));
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  private TensorProto.Builder tensor(String hint, DataType type, Integer... sizes) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(unique(hint)).setDataType(type.getNumber());
    for (int size : sizes) {
      tensor.addDims(size);
    }
    return tensor;
  }

  private String unique(String hint) {
    String name = hint;
    for (int i = 2; !names.add(name); i++) {
      name = hint + "_" + i;
    }
    return name;
  }

  /** An attribute of an operator. */
  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto number(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  static AttributeProto word(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  static AttributeProto integers(String name, List<Long> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(values)
        .build();
  }

  static AttributeProto words(String name, Iterable<String> values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.STRINGS);
    values.forEach(value -> attribute.addStrings(ByteString.copyFromUtf8(value)));
    return attribute.build();
  }

  /** The graph so far. */
  GraphProto build() {
    return graph.build();
  }
}
