/**
 * The distributed loop. One iteration:
 *
 * <pre>
 *      driver                                       executors
 *        θ          ── exchange: θ, batch ──▶       each lane's share of the batch:
 *                                                   forward, backward, sum of the gradients
 *        Σ g        ◀── subtrees of the sums ──     one fixed tree of additions over the lanes
 *   g = 1/m Σ g
 *   θ ← θ - η_k · direction(clip(g + λ ∂R/∂θ))
 * </pre>
 *
 * <p>What keeps the bits: every lane's sum comes from single-threaded BLAS on shapes that depend on
 * the lane alone ({@link org.lockstep.training.lane.LaneWorker}), and the sums are added in one
 * tree over the lanes' numbers ({@link org.lockstep.training.lane.LaneTree}), whoever does the
 * adding. {@link org.lockstep.training.ReferenceTrainer} does the same without Spark in a plain
 * loop, and every test compares with it.
 */
@NullMarked
package org.lockstep.training;

import org.jspecify.annotations.NullMarked;
