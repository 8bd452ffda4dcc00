package org.lockstep.jobs.benchmark;

/** A benchmark that measures one table. */
interface Table {
  /** Its name on the command line. */
  String name();

  /** A one-line description. */
  String question();

  /** The time of a full run on two cores. */
  String takes();

  /** Runs the benchmark. */
  Report measure(Bench bench) throws Exception;
}
