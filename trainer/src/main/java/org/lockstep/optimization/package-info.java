/**
 * Turns gradients into steps, with plain loops over float arrays, which the JIT vectorises. Free of
 * Spark.
 *
 * <p>The order of a step, all of it in {@link org.lockstep.optimization.Descent}:
 *
 * <pre>
 *   sum of the gradients → mean (1/m) → frozen layers to 0 → + λ ∂R/∂θ → clipping
 *   → optimizer, with η_k of the schedule → max-norm → new parameters
 * </pre>
 *
 * <p>The optimizers are in {@link org.lockstep.optimization.optimizer}, the schedules of the
 * learning rate in {@link org.lockstep.optimization.schedule}, and the vectors that all of them
 * work on in {@link org.lockstep.optimization.vector}.
 */
@NullMarked
package org.lockstep.optimization;

import org.jspecify.annotations.NullMarked;
