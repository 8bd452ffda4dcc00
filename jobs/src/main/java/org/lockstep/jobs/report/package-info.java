/**
 * The report of one run or several: one self-contained HTML file.
 *
 * <pre>
 *   ReportedRun    a run as the report shows it; the command reads it from the run's folder
 *   ReportPage     the document: head, contents, sections
 *   ...Section     one section of the document each
 *   report.css     the style, light and dark, for screens, phones and paper
 *   report.js      values under the pointer, sorting, the colour scheme; the page works without it
 * </pre>
 *
 * <p>The page depends on the runs alone, and on how the program was called for the commands that it
 * shows: not on the time, the machine or the network. Text from files is escaped by {@link
 * org.lockstep.listener.chart.Markup}, and secrets in settings are hidden by {@link
 * org.lockstep.Secrets}. The charts are those of {@link org.lockstep.listener.chart}.
 */
@NullMarked
package org.lockstep.jobs.report;

import org.jspecify.annotations.NullMarked;
