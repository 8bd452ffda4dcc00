/**
 * The portable kernel: the matrix products of a dense layer in Java, with the same bits on every
 * processor.
 *
 * <p>Each element of a product is one chain of fused multiply-adds in the order of the inner index,
 *
 * <pre>
 *   c_rv ← start_v,  then for k = 0, 1, ...:  c_rv ← fma(s_rk, b_kv, c_rv)
 * </pre>
 *
 * <p>A fused multiply-add is exactly rounded everywhere (IEEE 754-2008, 5.4.1), and vectors run
 * over elements that do not depend on each other. So the width of the vectors, the tiles, the
 * blocks of k and the processor change nothing. A BLAS library promises none of that: it splits the
 * chain as suits the processor.
 *
 * <p>{@link org.lockstep.network.kernel.ChainedProduct} has two implementations that check each
 * other, the Vector API's (package {@code vector}, which needs the module {@code
 * jdk.incubator.vector} and is the one that is compiled with it) and plain loops. {@link
 * org.lockstep.network.kernel.PortableLayer} computes the three products of a layer by either.
 */
@NullMarked
package org.lockstep.network.kernel;

import org.jspecify.annotations.NullMarked;
