package org.lockstep.training.machine;

import java.io.Serializable;
import org.lockstep.model.Digest;
import org.lockstep.network.Kernel;
import org.lockstep.network.KernelProbe;

/**
 * What determines the bits of matrix products in a JVM.
 *
 * @param processor its name
 * @param blas the BLAS library and the kernel that it chose
 * @param nd4jDigest of a fixed product by {@link Kernel#ND4J}
 * @param portableDigest of the same product by {@link Kernel#PORTABLE}; empty where the processor
 *     cannot compute it
 */
public record Arithmetic(String processor, String blas, String nd4jDigest, String portableDigest)
    implements Serializable {
  /** That of this JVM. */
  public static Arithmetic here() {
    return new Arithmetic(
        Machine.processor(),
        Machine.blas(),
        Digest.of(KernelProbe.product(Kernel.ND4J)),
        Kernel.PORTABLE.obstacle().isPresent()
            ? ""
            : Digest.of(KernelProbe.product(Kernel.PORTABLE)));
  }

  /** The digest of the product by a kernel; empty where the processor cannot compute it. */
  public String digest(Kernel kernel) {
    return switch (kernel) {
      case ND4J -> nd4jDigest;
      case PORTABLE -> portableDigest;
    };
  }
}
