/**
 * What the bits of a run depend on besides its settings and data: the processor, the BLAS library
 * and the versions, of this JVM ({@link org.lockstep.training.machine.Machine}) and of all
 * executors ({@link org.lockstep.training.machine.ClusterSurvey}).
 */
@NullMarked
package org.lockstep.training.machine;

import org.jspecify.annotations.NullMarked;
