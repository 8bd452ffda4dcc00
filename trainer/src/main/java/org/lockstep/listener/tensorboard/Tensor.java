package org.lockstep.listener.tensorboard;

import java.util.ArrayList;
import java.util.List;
import org.lockstep.network.LayerNames;
import org.lockstep.network.Topology;
import org.lockstep.network.input.InputTensor;

/**
 * A tensor within the parameter vector: W or b of a layer.
 *
 * @param name as in the model's {@code weights.safetensors}
 * @param from its first element in the parameter vector
 * @param to the element after its last
 */
record Tensor(String name, int from, int to) {
  /** All tensors of a network, in order. */
  static List<Tensor> of(Topology topology) {
    List<Tensor> tensors = new ArrayList<>();
    for (InputTensor tensor : topology.inputTensors()) {
      tensors.add(new Tensor(tensor.name(), tensor.from(), tensor.to()));
    }
    for (int l = 0; l < topology.layerCount(); l++) {
      int width = topology.outputs(l);
      String dense = LayerNames.dense(LayerNames.number(l));
      int bias = topology.biasOffset(l);
      tensors.add(new Tensor(dense + ".weight", topology.weightsOffset(l), bias));
      tensors.add(new Tensor(dense + ".bias", bias, bias + width));
      if (topology.isNormalized(l)) {
        String norm = LayerNames.norm(LayerNames.number(l));
        int scale = topology.scaleOffset(l);
        int shift = topology.shiftOffset(l);
        tensors.add(new Tensor(norm + ".weight", scale, scale + width));
        tensors.add(new Tensor(norm + ".bias", shift, shift + width));
      }
      if (topology.isParametric(l)) {
        String activation = LayerNames.activation(LayerNames.number(l));
        int alpha = topology.activationOffset(l);
        tensors.add(new Tensor(activation + ".weight", alpha, alpha + width));
      }
    }
    return List.copyOf(tensors);
  }
}
