package org.lockstep.network.kernel;

import java.lang.reflect.Field;
import java.util.List;

/** Prepares the portable kernel, and prints the names of its tiles. */
final class PreparedKernel {
  private PreparedKernel() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    ChainedProducts.compile();

    ChainedProduct product = ChainedProducts.fastest();
    Field tiles = product.getClass().getDeclaredField("tiles");
    tiles.setAccessible(true);
    for (Object tile : (List<?>) tiles.get(product)) {
      System.out.println("tile " + tile.getClass().getSimpleName());
    }
  }
}
