package org.lockstep.jobs;

import java.util.ArrayList;
import java.util.List;
import org.lockstep.training.TrainingListener;

/** All that watch a run of the command line: the console, and what the settings ask for. */
final class RunListeners {
  private RunListeners() {}

  static TrainingListener[] of(List<TrainingListener> console) {
    List<TrainingListener> all = new ArrayList<>(console);
    return all.toArray(TrainingListener[]::new);
  }
}
