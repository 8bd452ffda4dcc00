/**
 * The tab "Lockstep" of Spark's own UI: the runs of a session while they go on, and the last of
 * them afterwards. {@link org.lockstep.listener.sparkui.LiveView} hears of a run and keeps what is
 * shown; the page is made of it by the threads of the UI, so that who looks does not hold up who
 * trains.
 *
 * <p>Spark keeps its UI's classes to itself in Scala, but not in the bytecode; they are touched by
 * {@code LockstepTab} and {@code LockstepPage} alone.
 */
@NullMarked
package org.lockstep.listener.sparkui;

import org.jspecify.annotations.NullMarked;
