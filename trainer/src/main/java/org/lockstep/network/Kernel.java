package org.lockstep.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lockstep.network.kernel.ChainedProduct;
import org.lockstep.network.kernel.ChainedProducts;
import org.lockstep.network.kernel.LayerProducts;
import org.lockstep.network.kernel.PortableLayer;

/**
 * The implementations of the matrix products of training. The bits of the model depend on the
 * choice.
 */
public enum Kernel {
  /** ND4J's BLAS, whose bits depend on the processor and on the kernel that BLAS chose for it. */
  ND4J {
    @Override
    List<LayerProducts> layers(Topology topology, int capacity) {
      List<LayerProducts> layers = new ArrayList<>();
      for (int l = 0; l < topology.layerCount(); l++) {
        layers.add(new Nd4jLayer(topology, l, capacity));
      }
      return layers;
    }
  },

  /** Chains of fused multiply-adds in Java, with the same bits on every processor. */
  PORTABLE {
    @Override
    List<LayerProducts> layers(Topology topology, int capacity) {
      ChainedProduct product = ChainedProducts.fastest();
      List<LayerProducts> layers = new ArrayList<>();
      for (int l = 0; l < topology.layerCount(); l++) {
        layers.add(
            new PortableLayer(
                product,
                topology.inputs(l),
                topology.outputs(l),
                topology.weightsOffset(l),
                topology.biasOffset(l)));
      }
      return layers;
    }
  };

  /** Its name in settings and manifests. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Creates the products of each layer of a network, with their memory, for one thread.
   *
   * @param capacity most examples of a batch
   */
  abstract List<LayerProducts> layers(Topology topology, int capacity);
}
