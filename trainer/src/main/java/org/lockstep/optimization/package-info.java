/**
 * How a gradient becomes a step: plain loops over float arrays, which the JIT vectorises; no Spark.
 *
 * <p>The order of a step: sum of the gradients → mean (1/m) → optimizer → new parameters.
 */
@NullMarked
package org.lockstep.optimization;

import org.jspecify.annotations.NullMarked;
