/**
 * Checks that leave no model: {@link org.lockstep.training.check.RunSurvey} reads the settings and
 * the tables of a run, {@link org.lockstep.training.check.GradientChecker} compares the gradients
 * of its network with finite differences, {@link org.lockstep.training.check.RateFinder} tries
 * learning rates.
 */
@NullMarked
package org.lockstep.training.check;

import org.jspecify.annotations.NullMarked;
