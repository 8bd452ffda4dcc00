package org.lockstep.jobs.tune;

import java.util.Optional;

/**
 * How the trials of a search are run.
 *
 * @param halving eliminates trials at pauses; empty to train all of them completely
 * @param pruning ends trials early; empty for none
 * @param parallel trials that train at the same time
 */
record Course(Optional<Halving> halving, Optional<MedianPruning> pruning, int parallel) {}
