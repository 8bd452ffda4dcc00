/**
 * The portable kernel by Java's Vector API, which the JVM turns into the processor's own vector
 * instructions.
 *
 * <p>It needs {@code --add-modules=jdk.incubator.vector} at compile time and at run time. So
 * nothing outside of this package names a class of it: {@link
 * org.lockstep.network.kernel.ChainedProducts} loads {@code VectorProduct} by name where the module
 * is there.
 */
@NullMarked
package org.lockstep.network.kernel.vector;

import org.jspecify.annotations.NullMarked;
