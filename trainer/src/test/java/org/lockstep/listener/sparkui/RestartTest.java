package org.lockstep.listener.sparkui;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.support.OwnProcess;

/** Runs in a process of its own, because the session of this one must stay open. */
@Tag("spark")
class RestartTest {
  @Test
  void eachSessionShowsItsOwnRunsAndASessionWithoutAUiTrains(@TempDir Path folder)
      throws IOException, InterruptedException {
    OwnProcess.run(SessionsInTurn.class, folder, Map.of(), folder.toString());
  }
}
