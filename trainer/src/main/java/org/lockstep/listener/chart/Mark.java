package org.lockstep.listener.chart;

/**
 * A highlighted point.
 *
 * @param at where it is
 * @param label what is written above it
 * @param style class of the style sheet
 */
public record Mark(Point at, String label, String style) {}
