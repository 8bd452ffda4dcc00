/**
 * Schedules of the learning rate: η_k = η · factor(k) for iteration k of the run, counted from 0
 * over all epochs. Each is a record in a file of its own, with its formula above its code, and is
 * registered in {@link org.lockstep.optimization.schedule.Schedules#TYPES}.
 *
 * <p>T is the number of iterations of the run. A schedule in a {@link
 * org.lockstep.optimization.schedule.WarmUp} starts after it, with the rest of T. Powers and
 * cosines are those of {@link StrictMath}, which are the same bits on every machine.
 */
@NullMarked
package org.lockstep.optimization.schedule;

import org.jspecify.annotations.NullMarked;
