/**
 * Optimizers: each moves the parameters by one step along a gradient.
 *
 * <p>Each optimizer is a record in a file of its own, with its formula above its code. To add one:
 *
 * <ol>
 *   <li>Write the record, with a {@link org.lockstep.optimization.optimizer.FirstOrder#update
 *       update}, and a constant {@code TYPE} that has its name and its {@link
 *       org.lockstep.settings.value.Setting settings}; those that optimizers share are in {@code
 *       Hyperparameters}.
 *   <li>Add its {@code TYPE} to {@link org.lockstep.optimization.optimizer.Optimizers#TYPES}.
 * </ol>
 *
 * <p>Settings, messages, documentation and tests follow from that list.
 *
 * <p>ND4J's updaters are not used. Ten steps of those of 1.0.0-M2.1, compared with these formulas
 * in double precision, on gradients of 1 to 1e-3:
 *
 * <ul>
 *   <li>Nadam divides by √v in place of √v̂: its steps are 50 to 80 times too long.
 *   <li>AdaGrad ignores the given ε and uses 1e-6, inside of the root: steps up to 30 % too short.
 *   <li>RmsProp has ε inside of the root, Adam and AMSGrad at √v instead of √v̂, AdaMax outside of
 *       the maximum: other conventions, up to 5 %, 3e-4 and 1e-5 away.
 *   <li>Sgd, Nesterovs and AdaDelta agree. AdamW and LAMB are missing.
 * </ul>
 *
 * <p>They also work on native memory, while weights arrive and leave as heap arrays. Plain loops
 * are as fast, need no copies, and their bits do not depend on a native library.
 */
@NullMarked
package org.lockstep.optimization.optimizer;

import org.jspecify.annotations.NullMarked;
