package org.lockstep.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import org.lockstep.model.CheckedJson;
import org.lockstep.model.Model;
import org.lockstep.network.Topology;
import org.lockstep.network.input.InputTensor;

/**
 * A whole model as JSON: digest, network and encoding as in the manifest, and of each layer W, row
 * by row, and b; before them the parameters of the input stage by their names, if it has any, each
 * flat. A number is written with the fewest digits that give the same float again.
 */
public final class JsonExport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonExport() {}

  /** Writes a model. */
  public static void write(Model model, OutputStream to) throws IOException {
    Topology topology = model.topology();
    ObjectNode file = JSON.createObjectNode().put("digest", model.digest());
    file.set("network", CheckedJson.tree(topology));
    file.set("encoding", CheckedJson.tree(model.encoding()));
    if (!topology.input().isNone()) {
      ObjectNode input = file.putObject("input");
      for (InputTensor tensor : topology.inputTensors()) {
        put(input.putArray(tensor.name()), model, tensor.from(), tensor.count());
      }
    }
    ArrayNode layers = file.putArray("layers");
    for (int l = 0; l < topology.layerCount(); l++) {
      ObjectNode layer = layers.addObject();
      ArrayNode rows = layer.putArray("W");
      int inputs = topology.inputs(l);
      for (int i = 0; i < topology.outputs(l); i++) {
        put(rows.addArray(), model, topology.weightsOffset(l) + i * inputs, inputs);
      }
      put(layer.putArray("b"), model, topology.biasOffset(l), topology.outputs(l));
      if (topology.isNormalized(l)) {
        put(layer.putArray("scale"), model, topology.scaleOffset(l), topology.outputs(l));
        put(layer.putArray("shift"), model, topology.shiftOffset(l), topology.outputs(l));
      }
      if (topology.isParametric(l)) {
        put(layer.putArray("alpha"), model, topology.activationOffset(l), topology.outputs(l));
      }
    }
    to.write(JSON.writeValueAsBytes(file));
  }

  private static void put(ArrayNode array, Model model, int from, int count) {
    for (int i = from; i < from + count; i++) {
      array.add(model.parameters()[i]);
    }
  }
}
