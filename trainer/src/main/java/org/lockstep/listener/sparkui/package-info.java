/**
 * The tab "Lockstep" of Spark's own UI: the runs of a session, during the training and afterwards.
 * {@link org.lockstep.listener.sparkui.LiveView} is notified of a run and keeps the state that is
 * shown; threads of the UI render the page from it, so that viewing it does not delay the training.
 *
 * <p>Curves and phases are drawn by {@link org.lockstep.listener.chart}, in the colours that they
 * have in the report.
 *
 * <p>The classes of Spark's UI are private in Scala, but public in bytecode; only {@code
 * LockstepTab} and {@code LockstepPage} use them.
 */
@NullMarked
package org.lockstep.listener.sparkui;

import org.jspecify.annotations.NullMarked;
