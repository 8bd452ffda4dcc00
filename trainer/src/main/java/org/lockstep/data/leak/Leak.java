package org.lockstep.data.leak;

import java.util.OptionalInt;

/**
 * A feature that alone nearly gives the label.
 *
 * @param column its name
 * @param place of the number in an array, from 0; empty for a single value
 * @param measure how well it gives the label, such as {@code AUC 0.9997}
 */
public record Leak(String column, OptionalInt place, String measure) {
  /** A sentence for the user, with what to do about it. */
  public String line(String label) {
    return ("column %s%s alone nearly gives the label %s (%s): is it known before the label is? To"
            + " leave it out, list the other columns in data.features")
        .formatted(column, place.isPresent() ? ", place " + place.getAsInt() : "", label, measure);
  }
}
