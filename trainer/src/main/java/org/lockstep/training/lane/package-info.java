/**
 * Computes each lane's sums and adds them in a fixed tree: the part of an iteration that determines
 * its bits. Free of Spark, so that the reference trainer shares it.
 */
@NullMarked
package org.lockstep.training.lane;

import org.jspecify.annotations.NullMarked;
