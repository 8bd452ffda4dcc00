/**
 * Charts as inline SVG, with the values behind them as tables: they need no script, no network and
 * no library to be seen.
 *
 * <p>A chart is as wide as the page lets it be, and its text keeps its size on a phone: lines are
 * drawn in a square of 1000 by 1000 that is stretched over the plot, while everything that must not
 * be stretched, text and points, is placed by percent. Knows nothing of training. The report of the
 * command line and the tab in Spark's UI are written with it; {@link
 * org.lockstep.listener.chart.ChartStyle} is for both.
 */
@NullMarked
package org.lockstep.listener.chart;

import org.jspecify.annotations.NullMarked;
