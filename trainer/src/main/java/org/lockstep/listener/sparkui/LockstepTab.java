package org.lockstep.listener.sparkui;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.spark.ui.SparkUI;
import org.apache.spark.ui.SparkUITab;
import org.apache.spark.ui.WebUITab;
import scala.collection.Iterator;

/**
 * The tab "Lockstep" of a session's UI. Only the UI refers to it, so it is released with the
 * session.
 *
 * <p>Thread-safe.
 */
final class LockstepTab extends SparkUITab {
  private static final int RUNS_KEPT = 10;

  private final NavigableMap<Integer, LiveRun> runs = new TreeMap<>();
  private int count;

  private LockstepTab(SparkUI ui) {
    super(ui, "lockstep");
    attachPage(new LockstepPage(this));
  }

  /** The tab of a UI; added if it has none. */
  static LockstepTab of(SparkUI ui) {
    synchronized (LockstepTab.class) { // runs of one session may start together
      for (Iterator<WebUITab> tabs = ui.getTabs().iterator(); tabs.hasNext(); ) {
        if (tabs.next() instanceof LockstepTab tab) {
          return tab;
        }
      }
      LockstepTab tab = new LockstepTab(ui);
      ui.attachTab(tab);
      return tab;
    }
  }

  /** Adds a run; the oldest is removed if there are many. */
  synchronized void add(LiveRun run) {
    count++;
    runs.put(count, run);
    if (runs.size() > RUNS_KEPT) {
      runs.pollFirstEntry();
    }
  }

  /** The runs by their numbers in the session, from 1. */
  synchronized NavigableMap<Integer, LiveRun> runs() {
    return new TreeMap<>(runs);
  }
}
