/**
 * How a gradient becomes a step: plain loops over float arrays, which the JIT vectorises; no Spark.
 *
 * <p>The order of a step, all of it in {@link org.lockstep.optimization.Descent}:
 *
 * <pre>
 *   sum of the gradients → mean (1/m) → frozen layers to 0 → + λ ∂R/∂θ → clipping
 *   → optimizer, with η_k of the schedule → max-norm → new parameters
 * </pre>
 *
 * <p>Each optimizer is a record in a file of its own, its formula above its code. To add one, write
 * the record and name it in the settings (jobs, {@code OptimizerReader}).
 *
 * <p>Why not ND4J's updaters. Ten steps of those of 1.0.0-M2.1, against these formulas in double
 * precision, on gradients of 1 to 1e-3:
 *
 * <ul>
 *   <li>Nadam divides by √v in place of √v̂: its steps are 50 to 80 times too long.
 *   <li>AdaGrad does not use the ε that it is given, but 1e-6, and inside of the root: steps up to
 *       30 % too short.
 *   <li>RmsProp has ε inside of the root, Adam and AMSGrad at √v instead of √v̂, AdaMax outside of
 *       the maximum: other conventions, up to 5 %, 3e-4 and 1e-5 away.
 *   <li>Sgd, Nesterovs and AdaDelta agree. AdamW and LAMB are not there.
 * </ul>
 *
 * <p>They also work on native memory, while weights arrive and leave as heap arrays. Plain loops
 * are as fast, need no copies, and their bits do not depend on a native library.
 */
@NullMarked
package org.lockstep.optimization;

import org.jspecify.annotations.NullMarked;
