/**
 * How the learning rate changes: η_k = η · factor(k) for iteration k of the run, counted from 0
 * over all epochs. One file a schedule, with its formula above its code.
 *
 * <p>T is the number of iterations of the run. A schedule in a {@link
 * org.lockstep.optimization.schedule.WarmUp} begins after it, with what is left of T. Powers and
 * cosines are those of {@link StrictMath}, which are the same bits on every machine.
 */
@NullMarked
package org.lockstep.optimization.schedule;

import org.jspecify.annotations.NullMarked;
