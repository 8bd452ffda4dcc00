/**
 * Checkpoints, from which a run can be resumed: {@link Checkpoint} is the state of a run, {@link
 * CheckpointFolder} reads and writes it, {@link CheckpointWriter} writes it in the background while
 * the training continues.
 */
@NullMarked
package org.lockstep.training.checkpoint;

import org.jspecify.annotations.NullMarked;
