/**
 * The report of one run or several: one HTML file that needs nothing else.
 *
 * <pre>
 *   ReportedRun    what is known of a run, gathered by the command
 *   ReportPage     the document: head, contents, sections
 *   ...Section     one part of it each
 *   report.css     how it looks, light and dark, on a phone and on paper; behind the charts' own
 *   report.js      values under the pointer, sorting, the remembered colours; all else does without
 * </pre>
 *
 * <p>The page is a function of the runs: no clock, no machine, no network. All that comes from
 * files goes through {@link org.lockstep.listener.chart.Markup}, which escapes it, and settings
 * through {@link org.lockstep.Secrets}. The charts are those of {@link
 * org.lockstep.listener.chart}; knows nothing of the command line.
 */
@NullMarked
package org.lockstep.jobs.report;

import org.jspecify.annotations.NullMarked;
