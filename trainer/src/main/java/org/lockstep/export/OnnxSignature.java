package org.lockstep.export;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import onnx.Onnx.GraphProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;

/**
 * What an exported graph takes and gives.
 *
 * @param inputs all of which must be given, in the order of the model's columns
 * @param outputs in the order of the graph
 */
public record OnnxSignature(List<Value> inputs, List<Value> outputs) {
  /**
   * An input or an output.
   *
   * @param name of the tensor
   * @param type of its elements, as in the names of ONNX Runtime: {@code int64}, {@code string}
   * @param shape such as {@code (N, 1)}, N being the number of rows
   * @param meaning in a line
   */
  public record Value(String name, String type, String shape, String meaning) {}

  /** Copies the lists. */
  public OnnxSignature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  static OnnxSignature of(GraphProto graph) {
    return new OnnxSignature(
        graph.getInputList().stream().map(OnnxSignature::value).toList(),
        graph.getOutputList().stream().map(OnnxSignature::value).toList());
  }

  private static Value value(ValueInfoProto value) {
    TypeProto.Tensor tensor = value.getType().getTensorType();
    String shape =
        tensor.getShape().getDimList().stream()
            .map(size -> size.hasDimParam() ? size.getDimParam() : "" + size.getDimValue())
            .collect(Collectors.joining(", ", "(", ")"));
    String type = DataType.forNumber(tensor.getElemType()).name().toLowerCase(Locale.ROOT);
    return new Value(value.getName(), type, shape, value.getDocString());
  }
}
