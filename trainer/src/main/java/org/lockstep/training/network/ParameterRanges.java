package org.lockstep.training.network;

import java.util.ArrayList;
import java.util.List;
import org.lockstep.network.LayerNames;
import org.lockstep.network.Topology;
import org.lockstep.network.input.InputTensor;
import org.lockstep.optimization.vector.ParameterKind;
import org.lockstep.optimization.vector.ParameterRange;

/** Converts the layout of a network's parameters for the optimizers. */
public final class ParameterRanges {
  private ParameterRanges() {}

  /** The ranges of a network, in order. */
  public static List<ParameterRange> of(Topology topology) {
    List<ParameterRange> ranges = new ArrayList<>();
    List<InputTensor> sparse = new ArrayList<>();
    for (InputTensor tensor : topology.inputTensors()) {
      if (tensor.isSparse()) {
        sparse.add(tensor);
        continue;
      }
      ranges.add(
          new ParameterRange(
              ParameterRange.INPUT,
              tensor.isScale() ? ParameterKind.SCALES : ParameterKind.EMBEDDINGS,
              tensor.from(),
              tensor.to(),
              tensor.sizes()[tensor.sizes().length - 1]));
    }
    for (int l = 0; l < topology.layerCount(); l++) {
      int layer = LayerNames.number(l);
      int bias = topology.biasOffset(l);
      int afterBias = bias + topology.outputs(l);
      ranges.add(
          new ParameterRange(
              layer, ParameterKind.WEIGHTS, topology.weightsOffset(l), bias, topology.inputs(l)));
      ranges.add(new ParameterRange(layer, ParameterKind.BIASES, bias, afterBias, 1));
      int afterNorm = afterBias;
      if (topology.isNormalized(l)) {
        afterNorm += 2 * topology.outputs(l);
        ranges.add(new ParameterRange(layer, ParameterKind.NORMALIZATION, afterBias, afterNorm, 1));
      }
      if (topology.isParametric(l)) {
        int end = topology.weightsOffset(l + 1);
        ranges.add(new ParameterRange(layer, ParameterKind.ACTIVATIONS, afterNorm, end, 1));
      }
    }
    for (InputTensor tensor : sparse) {
      int first = LayerNames.number(0);
      ranges.add(
          new ParameterRange(first, ParameterKind.WEIGHTS, tensor.from(), tensor.to(), 1, true));
    }
    return ranges;
  }
}
