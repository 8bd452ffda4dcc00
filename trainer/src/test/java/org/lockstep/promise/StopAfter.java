package org.lockstep.promise;

import java.util.ArrayList;
import java.util.List;
import org.lockstep.training.IterationResult;
import org.lockstep.training.TrainingListener;

/** Requests a stop after an iteration; keeps the checkpoints and notices of a run. */
final class StopAfter implements TrainingListener {
  private final long iteration;
  private final List<Long> written = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private Runnable stop = () -> {};

  StopAfter(long iteration) {
    this.iteration = iteration;
  }

  /** How the run is requested to stop. */
  void onStop(Runnable request) {
    stop = request;
  }

  /** Iterations whose checkpoints were reported. */
  List<Long> written() {
    return written;
  }

  List<String> notices() {
    return notices;
  }

  @Override
  public void iterationDone(IterationResult result) {
    if (result.iteration() == iteration) {
      stop.run();
    }
  }

  @Override
  public void checkpointWritten(long done) {
    written.add(done);
  }

  @Override
  public void noticed(String notice) {
    notices.add(notice);
  }
}
