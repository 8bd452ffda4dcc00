package org.lockstep.jobs.init;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.lockstep.Quoted;

/**
 * How many rows to train on have each class, and what to do if one is rare.
 *
 * @param counts by class, in the order of the classes
 */
public record ClassBalance(Map<Object, Long> counts) {
  private static final int SHOWN = 10;

  /** A class is rare with fewer rows than this share of an equal part. */
  private static final double RARE = 0.4;

  /** Lines for the console; none without classes. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!counts.isEmpty()) {
      lines.add(
          "classes  "
              + counts.entrySet().stream()
                  .limit(SHOWN)
                  .map(e -> "%s %s".formatted(Quoted.of(e.getKey()), count(e.getValue())))
                  .collect(Collectors.joining(", "))
              + (counts.size() > SHOWN
                  ? " and %s more".formatted(count(counts.size() - SHOWN))
                  : ""));
    }
    if (isUneven()) {
      lines.add("hint  " + hint());
    }
    return lines;
  }

  private boolean isUneven() {
    return counts.size() > 1 && least().getValue() * counts.size() < RARE * rows();
  }

  /** What to set for classes of very different size. */
  private String hint() {
    return String.format(
        Locale.ROOT,
        "%s is rare, %.2g %% of the rows, and accuracy says little: training.class-weights ="
            + " balanced weighs all classes alike, training.early-stopping.metric = %s steers by it",
        Quoted.of(least().getKey()),
        100.0 * least().getValue() / rows(),
        counts.size() == 2 ? "pr-auc" : "balanced-accuracy");
  }

  private Map.Entry<Object, Long> least() {
    return counts.entrySet().stream().min(Comparator.comparing(Map.Entry::getValue)).orElseThrow();
  }

  private long rows() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }
}
