package org.lockstep.jobs.benchmark;

/** One question that the benchmark answers by measuring. */
interface Table {
  /** Its name on the command line. */
  String name();

  /** What it compares, in one line. */
  String question();

  /** How long a full run takes, on two cores. */
  String takes();

  /** Measures. */
  Report measure(Bench bench) throws Exception;
}
