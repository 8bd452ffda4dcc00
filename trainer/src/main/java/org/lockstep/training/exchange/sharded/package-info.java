/**
 * The sharded exchange: the executors of a resident stage add the gradient up among themselves,
 * each for a range of the parameters, and do the step each on its own copy of the parameters.
 *
 * <pre>
 *   driver      STEP of batch k with η_k, to all executors
 *   executor e  the sums of its tasks' lanes, added up to subtrees; range r of each goes to the
 *               owner of r
 *   owner r     adds the subtrees in the lanes' tree; Σ g of range r goes to all and the driver
 *   executor e  g = Σ g / Σ w;  θ ← the step of iteration k, by the descent's own code
 *   driver      the same step on its own θ; then the next command
 * </pre>
 *
 * <p>The tasks of an executor are one {@link Peer}: they meet in their JVM, where the last of them
 * sends for all, and share one copy of θ and of the optimizer's state. Who is together, and so the
 * ranges, is found when a stage begins ({@link Roster}), not planned: executors of any sizes do,
 * and tasks that Spark has put elsewhere.
 *
 * <p>Elements of a gradient are added independently of one another, so a range has the bits that
 * the driver's sum has. Loss and Σ w go with every range, and are added in the same tree. The step
 * is that of {@link org.lockstep.optimization.Descent} on whole vectors, everywhere: all that looks
 * across ranges (global-norm clipping, max-norm, the norms of lamb, the penalties, the check that
 * all is finite) needs no messages, and has the same bits. Java's arithmetic is the same on every
 * processor, so that all copies stay equal; each validation compares them.
 *
 * <p>The driver keeps θ and the state of the optimizer, as with the other exchanges. Validation,
 * early stopping, checkpoints, listeners and resuming know nothing of the exchange, and when a task
 * is lost there is nothing to bring back: the stage ends, a job does the iteration again, and a new
 * stage begins with the driver's state.
 *
 * <p>The driver opens no port: it connects to those of the executors, and they send their totals by
 * its connections ({@link org.lockstep.training.exchange.resident.Uplink}). Spark's RPC, by which
 * commands and all other answers go, copies a total four times more.
 *
 * <p>What it costs, with N executors and V vectors of optimizer state, in vectors as long as θ:
 *
 * <pre>
 *   each iteration, an executor sends     2 (N - 1)/N + 1/N   (N - 1)/N subtrees, 1/N to N - 1
 *                                                             executors, 1/N to the driver
 *   each iteration, an executor receives  2 (N - 1)/N
 *   each iteration, the driver            receives 1, sends none
 *   when a stage begins, the driver       sends N (1 + V)
 *   memory of an executor                 3 + V besides its lanes' sums: θ, g, ranges of others
 *   memory of the driver                  2 + V: θ and g, which is put together as ranges arrive
 * </pre>
 *
 * <p>The first line is for executors whose lanes are one subtree; (N - 1)/N is for each subtree
 * that an executor has. The step is computed by every executor, as in data-parallel training
 * elsewhere. Refused: a step on the owner's range alone, with θ sent in place of g. It saves
 * processor time and memory, not bytes, leaves lamb, global-norm and max-norm to another exchange,
 * and the state of the optimizer would be lost with its owner, or have to come to the driver with
 * every checkpoint. It is what would be needed for a driver without V: 2 vectors for any optimizer.
 *
 * <p>Refused too: sending a layer's gradient while the layers below it are computed. A sum is final
 * when the last lane of the last task of a subtree has passed the layer, so only the last lane's
 * way back could hide messages, a part of 1/lanes of a task's time; and each layer would be a
 * message to each owner.
 *
 * <p>L-BFGS computes several gradients a step, at points that are not θ: it runs by the resident
 * exchange.
 */
@NullMarked
package org.lockstep.training.exchange.sharded;

import org.jspecify.annotations.NullMarked;
