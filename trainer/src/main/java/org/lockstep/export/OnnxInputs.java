package org.lockstep.export;

import static org.lockstep.export.OnnxGraph.integer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import onnx.Onnx.TensorProto.DataType;
import org.lockstep.network.Topology;
import org.lockstep.network.input.EmbeddedWord;
import org.lockstep.network.input.InputBlock;
import org.lockstep.network.input.InputTensor;
import org.lockstep.network.input.NumberEmbedding.Form;
import org.lockstep.network.input.PeriodicNumbers;

/**
 * The input stage of a network as operators of ONNX; examples are rows here.
 *
 * <pre>
 *   word       a = E_i                               Gather
 *   periodic   v = sin 2πt, cos 2πt;  a = W v + b    Sin, Cos, one MatMul for each number
 *   scale      x = s ⊙ a                             Mul
 * </pre>
 */
final class OnnxInputs {
  private static final float TWO_PI = (float) (2 * Math.PI);
  private static final float TURN = (float) (1 / (2 * Math.PI));

  private final OnnxGraph graph;
  private final Topology topology;
  private final float[] theta;
  private final Iterator<InputTensor> tensors;

  OnnxInputs(OnnxGraph graph, Topology topology, float[] theta) {
    this.graph = graph;
    this.topology = topology;
    this.theta = theta;
    tensors = topology.inputTensors().iterator();
  }

  /**
   * Adds the stage.
   *
   * @param x encoded examples, (N, inputs)
   * @return the inputs of the first layer, (N, inputs of that)
   */
  String forward(String x) {
    String a = x;
    if (!topology.input().blocks().isEmpty()) {
      List<String> parts = new ArrayList<>();
      long from = 0;
      for (InputBlock block : topology.input().blocks()) {
        parts.add(block(block, columns(x, from, block.inputs())));
        from += block.inputs();
      }
      a = graph.beside(parts, "embedded");
    }
    return topology.input().scale()
        ? graph.node("Mul", "scaled_inputs", List.of(a, next(1, topology.inputs(0))))
        : a;
  }

  private String columns(String x, long from, int count) {
    List<Long> places = LongStream.range(from, from + count).boxed().toList();
    return graph.node(
        "Gather",
        "columns",
        List.of(x, graph.longs("column_places", places, count)),
        integer("axis", 1));
  }

  private String block(InputBlock block, String x) {
    if (block instanceof EmbeddedWord word) {
      return word(word, x);
    }
    return block instanceof PeriodicNumbers numbers ? periodic(numbers, x) : x;
  }

  /** The parameter that is next in the parameter vector, in another shape of as many elements. */
  private String next(Integer... shape) {
    InputTensor tensor = tensors.next();
    return graph.floats(
        tensor.name(), Arrays.copyOfRange(theta, tensor.from(), tensor.to()), shape);
  }

  /** A row that is not valid has NaN for an index, and gets the first row in its place. */
  private String word(EmbeddedWord word, String x) {
    String invalid = graph.node("IsNaN", "no_word", List.of(x));
    String first = graph.floats("first_row", new float[] {0});
    String valid = graph.where(invalid, first, x, "word_or_first");
    String index = graph.cast(valid, DataType.INT64, "word_index");
    String axis = graph.longs("word_axis", List.of(1L), 1);
    String flat = graph.node("Squeeze", "word_row", List.of(index, axis));
    return graph.node(
        "Gather", "word", List.of(next(word.rows(), word.width()), flat), integer("axis", 0));
  }

  /**
   * The waves are (numbers, N, waves of one), so that a MatMul multiplies those of each number by
   * its matrix.
   */
  private String periodic(PeriodicNumbers numbers, String x) {
    int n = numbers.inputs();
    int k = numbers.embedding().frequencies();
    boolean isPlr = numbers.embedding().form() == Form.PLR;
    String last = graph.longs("number_axis", List.of(2L), 1);
    String each = graph.node("Unsqueeze", "numbers", List.of(x, last)); // (N, n, 1)
    String t = graph.node("Mul", "turns", List.of(each, next(1, n, k)));
    if (!isPlr) {
      String turn = graph.floats("turn", new float[] {TURN});
      String phase = graph.node("Mul", "phase_turns", List.of(next(1, n, k), turn));
      t = graph.node("Add", "turns_with_phase", List.of(t, phase));
    }
    String whole = graph.node("Round", "whole_turns", List.of(t));
    String part = graph.node("Sub", "part_of_turn", List.of(t, whole));
    String angle =
        graph.node("Mul", "angle", List.of(part, graph.floats("two_pi", new float[] {TWO_PI})));
    String waves = graph.node("Cos", "cosines", List.of(angle));
    if (isPlr) {
      String sines = graph.node("Sin", "sines", List.of(angle));
      waves = graph.node("Concat", "waves", List.of(sines, waves), integer("axis", 2));
    }
    String y = linear(numbers, waves);
    if (isPlr) {
      y = graph.node("Relu", "rectified", List.of(y));
    } else {
      y = graph.node("Concat", "number_and_waves", List.of(each, y), integer("axis", 2));
    }
    String flat = graph.longs("flat", List.of(0L, numbers.outputs()), 2);
    return graph.node("Reshape", "embedded_numbers", List.of(y, flat));
  }

  /** W v + b of each number, (N, n, d). */
  private String linear(PeriodicNumbers numbers, String waves) {
    int n = numbers.inputs();
    int k = numbers.embedding().frequencies();
    InputTensor weight = tensors.next();
    int d = weight.shape().get(0);
    int perNumber = weight.count() / (n * d);
    // (d, sine or cosine, n, k) becomes (n, sine or cosine and k, d)
    float[] w = new float[weight.count()];
    for (int i = 0; i < w.length; i++) {
      int frequency = i % k;
      int number = i / k % n;
      int wave = i / k / n % (perNumber / k);
      int output = i / weight.shape().stream().skip(1).reduce(1, Math::multiplyExact);
      w[(number * perNumber + wave * k + frequency) * d + output] = theta[weight.from() + i];
    }
    String matrices = graph.floats(weight.name(), w, n, perNumber, d);
    String byNumber =
        graph.node(
            "Transpose",
            "waves_by_number",
            List.of(waves),
            OnnxGraph.integers("perm", List.of(1L, 0L, 2L)));
    String product = graph.node("MatMul", "linear_by_number", List.of(byNumber, matrices));
    String rows =
        graph.node(
            "Transpose",
            "linear",
            List.of(product),
            OnnxGraph.integers("perm", List.of(1L, 0L, 2L)));
    return graph.node("Add", "linear_with_bias", List.of(rows, next(1, n, d)));
  }
}
