package org.lockstep.jobs.report;

/** The style classes that distinguish runs within one chart. */
final class RunStyle {
  /** The number of distinguishable colours in the style sheet. */
  private static final int COLOURS = 6;

  private RunStyle() {}

  /** The style class of a run, numbered from 0. */
  static String of(int number) {
    return number < COLOURS ? "run-" + (number + 1) : "run-more";
  }
}
