package org.lockstep.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.lockstep.UserException;
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
    void prepare() {
      Blas.load();
    }

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
    public Optional<String> obstacle() {
      return ChainedProducts.hasFusedMultiplyAdd()
          ? Optional.empty()
          : Optional.of(
              "this processor, or this JVM, has no fused multiply-add: each would take a"
                  + " microsecond");
    }

    @Override
    void prepare() {
      ChainedProducts.compile();
    }

    @Override
    List<LayerProducts> layers(Topology topology, int capacity) {
      requireUsable();
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

  private static final Set<Kernel> PREPARING = ConcurrentHashMap.newKeySet();

  /** Its name in settings and manifests. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Why this JVM cannot compute by it; empty if it can. */
  public Optional<String> obstacle() {
    return Optional.empty();
  }

  /**
   * Requires that this JVM can compute by it.
   *
   * @throws UserException if it cannot
   */
  public void requireUsable() {
    obstacle()
        .ifPresent(
            why -> {
              throw new UserException(
                  why,
                  "training.kernel = " + settingsName(),
                  "use x86-64 processors since 2013 or 64-bit ARM, or training.kernel = nd4j");
            });
  }

  /**
   * Starts to load the native library, or to compile the kernel, in a thread of its own. Either
   * takes a second or two, which the first iteration would wait for otherwise.
   */
  public void startPreparing() {
    if (PREPARING.add(this)) {
      Thread thread = new Thread(this::prepare, "lockstep-kernel-" + settingsName());
      thread.setDaemon(true);
      thread.start();
    }
  }

  abstract void prepare();

  /**
   * Creates the products of each layer of a network, with their memory, for one thread.
   *
   * @param capacity most examples of a batch
   */
  abstract List<LayerProducts> layers(Topology topology, int capacity);
}
