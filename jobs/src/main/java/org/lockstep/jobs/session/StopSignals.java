package org.lockstep.jobs.session;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.spark.util.SignalUtils;
import org.jspecify.annotations.Nullable;
import scala.runtime.AbstractFunction0;

/**
 * Handles Ctrl-C and SIGTERM: the first signal stops the run with a checkpoint, the second ends the
 * process.
 *
 * <p>Uses Spark's signal handling, which supports several handlers for a signal.
 */
public final class StopSignals {
  private static final AtomicReference<@Nullable Runnable> LISTENER = new AtomicReference<>();
  private static boolean registered;

  private StopSignals() {}

  /** Runs {@code work}; the first signal meanwhile calls {@code stop}. */
  public static <T> T sendTo(Runnable stop, PrintWriter err, Supplier<T> work) {
    register();
    LISTENER.set(
        () -> {
          err.println("stopping after this iteration; a second signal ends the process at once");
          err.flush();
          stop.run();
        });
    try {
      return work.get();
    } finally {
      LISTENER.set(null);
    }
  }

  private static synchronized void register() {
    if (registered) {
      return;
    }
    for (String signal : List.of("INT", "TERM")) {
      SignalUtils.register(
          signal,
          new AbstractFunction0<>() {
            @Override
            public Object apply() {
              Runnable listener = LISTENER.getAndSet(null);
              if (listener != null) {
                listener.run();
              }
              return listener != null; // false runs the previous handler
            }
          });
    }
    registered = true;
  }
}
