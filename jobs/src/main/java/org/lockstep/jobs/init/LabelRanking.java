package org.lockstep.jobs.init;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The columns that can be the label, by the points of their {@link LabelEvidence}.
 *
 * @param candidates the most likely first; of equals the later column
 */
record LabelRanking(List<Candidate> candidates) {
  /** A column with fewer points than this is not chosen. */
  private static final int LEAST = 6;

  /** A column is chosen that is so many points before the next. */
  private static final int AHEAD = 5;

  private static final int NAMED = 3;

  /**
   * A column that can be the label.
   *
   * @param points of all evidence
   * @param reasons what speaks for it, the heaviest first; may be empty
   */
  record Candidate(ColumnFacts column, int points, List<String> reasons) {
    private static Candidate of(ColumnFacts column, List<ColumnFacts> all) {
      int points = 0;
      int ofName = 0;
      List<String> reasons = new ArrayList<>();
      for (LabelEvidence evidence : LabelEvidence.values()) {
        int its = evidence.points(column, all);
        if (evidence.isName() && ofName > 0) {
          continue;
        }
        ofName += evidence.isName() ? its : 0;
        points += its;
        if (its > 0) {
          reasons.add(evidence.reason());
        }
      }
      return new Candidate(column, points, reasons);
    }

    /** Such as {@code named as outcomes are, two different values}. */
    String why() {
      return reasons.isEmpty() ? "nothing speaks for it" : String.join(", ", reasons);
    }
  }

  /** Copies the list. */
  LabelRanking {
    candidates = List.copyOf(candidates);
  }

  /** Ranks the columns that can be labels, given in the order of the table. */
  static LabelRanking of(List<ColumnFacts> columns) {
    List<ColumnFacts> fromLast = new ArrayList<>(columns);
    Collections.reverse(fromLast);
    return new LabelRanking(
        fromLast.stream()
            .map(column -> Candidate.of(column, columns))
            .sorted(Comparator.comparingInt(candidate -> -candidate.points()))
            .toList());
  }

  /** The label; empty if the evidence is weak, or another column has nearly as much. */
  Optional<Candidate> chosen() {
    if (candidates.size() == 1) {
      return Optional.of(candidates.get(0));
    }
    return candidates.stream()
        .findFirst()
        .filter(best -> best.points() >= LEAST)
        .filter(best -> best.points() - candidates.get(1).points() >= AHEAD);
  }

  /** The three best with what speaks for each. */
  String best() {
    return candidates.stream()
        .limit(NAMED)
        .map(c -> "%s (%s)".formatted(c.column().name(), c.why()))
        .collect(Collectors.joining(", "));
  }
}
