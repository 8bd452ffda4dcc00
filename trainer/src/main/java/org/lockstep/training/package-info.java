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
 * <p>The bits do not depend on the cluster, because every lane's sum is computed by single-threaded
 * BLAS on shapes that depend on the lane alone ({@link org.lockstep.training.lane.LaneWorker}), and
 * the sums are added in one tree over the lanes ({@link org.lockstep.training.lane.LaneTree}), on
 * any number of tasks. {@link org.lockstep.training.ReferenceTrainer} does the same in a plain loop
 * without Spark, and tests compare with it.
 *
 * <p>A run is made of:
 *
 * <pre>
 *   RunPlan            network, batches, partitions, exchange: from settings and data
 *   StartingPoint      a checkpoint, a model, or the parameters of FirstParameters
 *   RunRecord          its identity in checkpoints, its provenance in the manifest
 *   Trainer            puts them together: reads, trains, writes
 *   TrainingLoop       the iterations
 * </pre>
 */
@NullMarked
package org.lockstep.training;

import org.jspecify.annotations.NullMarked;
