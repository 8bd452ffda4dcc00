package org.lockstep.training;

import java.util.List;
import java.util.stream.IntStream;
import org.lockstep.network.LayerNames;
import org.lockstep.network.Topology;
import org.lockstep.optimization.vector.LayerRange;

/** Converts a network's layers for the optimizers. */
final class LayerRanges {
  private LayerRanges() {}

  static List<LayerRange> of(Topology topology) {
    return IntStream.range(0, topology.layerCount())
        .mapToObj(
            l ->
                new LayerRange(
                    LayerNames.number(l),
                    topology.weightsOffset(l),
                    topology.biasOffset(l),
                    topology.weightsOffset(l + 1),
                    topology.inputs(l)))
        .toList();
  }
}
