package org.lockstep.jobs.tune;

import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.SortedMap;

/**
 * The trials of a search that follow from the results of the earlier ones.
 *
 * @param count of all trials, those at the start included
 * @param model that suggests values
 * @param maker makes trials of them
 */
record Suggestions(int count, TreeParzen model, Maker maker) {
  /** Reads the settings of a trial. */
  interface Maker {
    /** Makes the trial with these values. */
    Trial trial(int number, SortedMap<String, ConfigValue> values);
  }

  /** The next trial, by its number. */
  Trial next(int number, List<TreeParzen.Seen> seen, List<SortedMap<String, ConfigValue>> pending) {
    return maker.trial(number, model.suggest(number, seen, pending));
  }
}
