/**
 * The vectors of a step, float arrays that are laid out as the parameters: a gradient with its
 * loss, the function that computes it, the ranges of parameters of one kind, and sums over ranges.
 */
@NullMarked
package org.lockstep.optimization.vector;

import org.jspecify.annotations.NullMarked;
