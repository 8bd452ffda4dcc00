package org.lockstep.network.kernel.vector;

import java.util.function.Supplier;
import org.lockstep.network.kernel.ChainedProduct;

/** Creates the chained product that suits the number of the processor's vector registers. */
public final class VectorProducts implements Supplier<ChainedProduct> {
  @Override
  public ChainedProduct get() {
    boolean has32Registers =
        Tile.SPECIES.vectorBitSize() == 512 || System.getProperty("os.arch").equals("aarch64");
    return has32Registers ? new VectorProduct() : new PackedVectorProduct();
  }
}
