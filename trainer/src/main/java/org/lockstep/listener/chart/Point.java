package org.lockstep.listener.chart;

/**
 * A value at a place.
 *
 * @param x where; finite
 * @param y the value; finite
 */
public record Point(double x, double y) {}
