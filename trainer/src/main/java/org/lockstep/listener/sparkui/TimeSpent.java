package org.lockstep.listener.sparkui;

import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.PhaseSeconds;

/**
 * Where the time of some iterations went.
 *
 * @param seconds by phase
 * @param iterations that took them
 */
record TimeSpent(PhaseSeconds seconds, long iterations) {
  static final TimeSpent NONE = new TimeSpent(PhaseSeconds.NONE, 0);

  TimeSpent plus(HistoryRow row) {
    return new TimeSpent(seconds.plus(row.seconds()), iterations + row.iterations());
  }
}
