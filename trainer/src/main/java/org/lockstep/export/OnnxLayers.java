package org.lockstep.export;

import static org.lockstep.export.OnnxGraph.integer;
import static org.lockstep.export.OnnxGraph.number;
import static org.lockstep.export.OnnxGraph.word;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lockstep.network.Activation;
import org.lockstep.network.LayerNames;
import org.lockstep.network.Topology;

/**
 * The dense layers of a network as operators of ONNX; examples are rows here.
 *
 * <pre>
 *   Z = A_prev Wᵀ + b      Gemm
 *   Z ← Z + S V            MatMul, Add, of sparse inputs in the first layer
 *   Z ← LayerNorm(Z)       LayerNormalization, where the layer normalises
 *   A = g(Z)               the activation's own operator
 * </pre>
 */
final class OnnxLayers {
  private static final float LAYER_NORM_EPSILON = 1e-5f;

  private final OnnxGraph graph;
  private final Topology topology;
  private final float[] theta;

  OnnxLayers(OnnxGraph graph, Topology topology, float[] theta) {
    this.graph = graph;
    this.topology = topology;
    this.theta = theta;
  }

  /**
   * Adds all layers.
   *
   * @param x encoded examples, (N, inputs)
   * @param sparse the sparse inputs of the first layer, (N, width); empty without any
   * @return A of the last layer, (N, outputs)
   */
  String forward(String x, Optional<String> sparse) {
    String a = new OnnxInputs(graph, topology, theta).forward(x);
    for (int l = 0; l < topology.layerCount(); l++) {
      int n = LayerNames.number(l);
      String w =
          graph.floats(
              "W" + n,
              theta(topology.weightsOffset(l), topology.inputs(l) * topology.outputs(l)),
              topology.outputs(l),
              topology.inputs(l));
      String b = vector("b" + n, topology.biasOffset(l), topology.outputs(l));
      String z = graph.node("Gemm", "Z" + n, List.of(a, w, b), integer("transB", 1));
      if (l == 0 && sparse.isPresent()) {
        z = graph.node("Add", "Z1/all", List.of(z, product(sparse.get())));
      }
      if (topology.isNormalized(l)) {
        String gamma = vector("gamma" + n, topology.scaleOffset(l), topology.outputs(l));
        String beta = vector("beta" + n, topology.shiftOffset(l), topology.outputs(l));
        z =
            graph.node(
                "LayerNormalization",
                "H" + n,
                List.of(z, gamma, beta),
                integer("axis", -1),
                number("epsilon", LAYER_NORM_EPSILON));
      }
      a = activated(l, z, n);
    }
    return a;
  }

  /** g(Z), or Z + α (g(Z) - Z). */
  private String activated(int layer, String z, int number) {
    Activation activation = topology.activations().get(layer);
    if (!topology.isParametric(layer)) {
      return apply(activation, z, "A" + number);
    }
    String hint = "A" + number + "/parametric";
    String alpha =
        vector("alpha" + number, topology.activationOffset(layer), topology.outputs(layer));
    String change =
        graph.node("Sub", hint + "/change", List.of(apply(activation, z, hint + "/whole"), z));
    String share = graph.node("Mul", hint + "/share", List.of(change, alpha));
    return graph.node("Add", "A" + number, List.of(z, share));
  }

  private String product(String sparse) {
    int from = topology.sparseOffset();
    int length = topology.parameterCount() - from;
    String v =
        graph.floats("V", theta(from, length), topology.sparse().width(), topology.outputs(0));
    return graph.node("MatMul", "Z1/sparse", List.of(sparse, v));
  }

  private String vector(String hint, int from, int length) {
    return graph.floats(hint, theta(from, length), length);
  }

  private float[] theta(int from, int length) {
    return Arrays.copyOfRange(theta, from, from + length);
  }

  private String apply(Activation activation, String z, String hint) {
    List<String> from = List.of(z);
    return switch (activation) {
      case IDENTITY -> z;
      case SIGMOID -> graph.node("Sigmoid", hint, from);
      case TANH -> graph.node("Tanh", hint, from);
      case RELU -> graph.node("Relu", hint, from);
      case LEAKY_RELU -> graph.node("LeakyRelu", hint, from, number("alpha", 0.01f));
      case ELU -> graph.node("Elu", hint, from, number("alpha", 1));
      // the operator's default constants are those of the paper
      case SELU -> graph.node("Selu", hint, from);
      case GELU -> graph.node("Gelu", hint, from);
      case GELU_TANH -> graph.node("Gelu", hint, from, word("approximate", "tanh"));
      case SWISH -> {
        String sigmoid = graph.node("Sigmoid", hint + "/sigmoid", from);
        yield graph.node("Mul", hint, List.of(z, sigmoid));
      }
      case MISH -> {
        String softplus = graph.node("Softplus", hint + "/softplus", from);
        String tanh = graph.node("Tanh", hint + "/tanh", List.of(softplus));
        yield graph.node("Mul", hint, List.of(z, tanh));
      }
      case SOFTPLUS -> graph.node("Softplus", hint, from);
      case HARD_SIGMOID ->
          graph.node("HardSigmoid", hint, from, number("alpha", 1 / 6f), number("beta", 0.5f));
      case EXPONENTIAL -> graph.node("Exp", hint, from);
      case SOFTMAX -> graph.node("Softmax", hint, from, integer("axis", 1));
    };
  }
}
