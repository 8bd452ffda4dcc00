/**
 * What can be checked before a training: {@link org.lockstep.training.check.RunSurvey} its settings
 * and tables, {@link org.lockstep.training.check.GradientChecker} the gradients of its network,
 * {@link org.lockstep.training.check.ClusterSurvey} the executors.
 */
@NullMarked
package org.lockstep.training.check;

import org.jspecify.annotations.NullMarked;
