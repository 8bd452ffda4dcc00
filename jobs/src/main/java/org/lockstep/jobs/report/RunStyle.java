package org.lockstep.jobs.report;

/** The looks of runs that are drawn over each other. */
final class RunStyle {
  /** More colours than these nobody tells apart; the style sheet knows as many. */
  private static final int COLOURS = 6;

  private RunStyle() {}

  /** The class of the style sheet of the run with that number, from 0. */
  static String of(int number) {
    return number < COLOURS ? "run-" + (number + 1) : "run-more";
  }
}
