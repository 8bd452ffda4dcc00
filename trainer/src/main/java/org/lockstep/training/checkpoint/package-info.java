/**
 * What a run leaves on disk while it goes on, so that it can be gone on with: {@link Checkpoint} is
 * what there is to remember, {@link CheckpointFolder} reads and writes it, {@link CheckpointWriter}
 * does so while the training goes on.
 */
@NullMarked
package org.lockstep.training.checkpoint;

import org.jspecify.annotations.NullMarked;
