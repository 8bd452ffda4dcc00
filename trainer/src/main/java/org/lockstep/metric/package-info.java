/**
 * Metrics of validation: their registry, and the sums over the examples from which each follows. In
 * a package of its own, because settings name the metrics that training computes.
 */
@NullMarked
package org.lockstep.metric;

import org.jspecify.annotations.NullMarked;
