package org.lockstep.training.machine;

import java.io.Serializable;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import org.lockstep.model.Digest;
import org.lockstep.network.Kernel;
import org.lockstep.network.KernelProbe;

/**
 * What determines the bits of matrix products in a JVM.
 *
 * @param processor its name
 * @param blas the BLAS library and the kernel that it chose
 * @param digests of a fixed product, by the kernels that were tried and that the processor can
 *     compute by
 */
public record Arithmetic(String processor, String blas, Map<Kernel, String> digests)
    implements Serializable {
  /**
   * That of this JVM.
   *
   * @param kernels those to try; the portable one takes seconds until the JIT has compiled it
   */
  public static Arithmetic here(Collection<Kernel> kernels) {
    Map<Kernel, String> digests = new EnumMap<>(Kernel.class);
    for (Kernel kernel : kernels) {
      if (kernel.obstacle().isEmpty()) {
        digests.put(kernel, Digest.of(KernelProbe.product(kernel)));
      }
    }
    return new Arithmetic(Machine.processor(), Machine.blas(), digests);
  }

  /** The digest of the product by a kernel; empty if it was not computed. */
  public String digest(Kernel kernel) {
    return digests.getOrDefault(kernel, "");
  }
}
