/**
 * The tab "Lockstep" of Spark's own UI: the runs of a session while they go on, and the last of
 * them afterwards. {@link org.lockstep.listener.sparkui.LiveView} is notified of a run and keeps
 * what is shown; the threads of the UI make the page of it, so that a reader does not hold up
 * training.
 *
 * <p>Curves and phases are drawn by {@link org.lockstep.listener.chart}, in the colours that they
 * have in the report.
 *
 * <p>Spark keeps its UI's classes to itself in Scala, but not in the bytecode; they are touched by
 * {@code LockstepTab} and {@code LockstepPage} alone.
 */
@NullMarked
package org.lockstep.listener.sparkui;

import org.jspecify.annotations.NullMarked;
