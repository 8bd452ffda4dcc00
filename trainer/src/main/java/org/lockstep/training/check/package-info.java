/**
 * Checks without training: {@link org.lockstep.training.check.RunSurvey} reads the settings and the
 * tables of a run, {@link org.lockstep.training.check.GradientChecker} compares the gradients of
 * its network with finite differences.
 */
@NullMarked
package org.lockstep.training.check;

import org.jspecify.annotations.NullMarked;
